import { ServerResponse } from "node:http";
import { context } from "@opentelemetry/api";
import { getStringListFromEnv } from "@opentelemetry/core";
import type { Instrumentation } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { UndiciInstrumentation, type UndiciRequest } from "@opentelemetry/instrumentation-undici";
import { CORRELATION_HEADERS } from "@throughline/model";
import { correlationOf } from "../correlation/correlation.ts";
import { grpcInstrumentation } from "./grpc-instrumentation.ts";
import { hostName } from "../correlation/host-name.ts";
import { noteOutgoingRequest } from "../correlation/outgoing-request.ts";

const PREFIX = "@opentelemetry/instrumentation-";

const MAKERS: Readonly<Record<string, () => Instrumentation>> = {
  http: () =>
    new HttpInstrumentation({
      responseHook: (_span, response) => {
        if (response instanceof ServerResponse) echo(response);
      },
      startOutgoingSpanHook: (request) => {
        noteOutgoingRequest({ host: hostName(request.hostname || request.host || "localhost") });
        if (Array.isArray(request.headers)) request.headers = headerRecord(request.headers);
        return {};
      },
    }),
  undici: () =>
    new UndiciInstrumentation({
      startSpanHook: (request) => {
        noteOutgoingRequest({ host: hostName(new URL(request.origin).host), dropHeader: (name) => dropHeader(request, name) });
        return {};
      },
    }),
  grpc: grpcInstrumentation,
};

/**
 * The instrumentations that are on: `http` (servers, `node:http` and `node:https` clients), `undici` (also `fetch`) and `grpc`.
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` lists the only ones wanted, `OTEL_NODE_DISABLED_INSTRUMENTATIONS` those that are not.
 */
export function instrumentations(): Instrumentation[] {
  const enabled = listed("OTEL_NODE_ENABLED_INSTRUMENTATIONS");
  const disabled = listed("OTEL_NODE_DISABLED_INSTRUMENTATIONS");
  return Object.entries(MAKERS).flatMap(([name, make]) => {
    const on = (enabled === undefined || enabled.has(name)) && !disabled?.has(name);
    return on ? [make()] : [];
  });
}

function listed(variable: string): Set<string> | undefined {
  const names = getStringListFromEnv(variable)?.map((name) => name.replace(PREFIX, ""));
  return names === undefined || names.length === 0 ? undefined : new Set(names);
}

/** Tells the caller the action's ID. The app may still set the header itself. */
function echo(response: ServerResponse): void {
  const id = correlationOf(context.active());
  if (id !== undefined && !response.headersSent) response.setHeader(CORRELATION_HEADERS[0], id);
}

/** A list of headers, flat or in pairs, as the record that the instrumentation can add to: it makes nonsense of lists. */
function headerRecord(list: readonly unknown[]): Record<string, string | string[]> {
  const flat = list.flat() as string[];
  const record: Record<string, string | string[]> = {};
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const name = flat[at] as string;
    const value = flat[at + 1] as string;
    record[name] = name in record ? [record[name] ?? [], value].flat() : value;
  }
  return record;
}

/** undici sends a header twice that is added twice, and nobody could read it then. */
function dropHeader(request: UndiciRequest, name: string): void {
  if (!Array.isArray(request.headers)) return;
  for (let at = request.headers.length - 2; at >= 0; at -= 2) {
    if (String(request.headers[at]).toLowerCase() === name.toLowerCase()) request.headers.splice(at, 2);
  }
}
