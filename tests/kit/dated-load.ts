import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { logs, newSpanId, newTraceId, sendJson, text, traces } from "./otlp.ts";

/** A request that got its 200: a trace of some spans, and as many log records. */
export interface Taken {
  readonly traceId: string;
  readonly spanIds: readonly string[];
  /** Of all its spans and records, in Unix milliseconds. */
  readonly at: number;
}

export interface DatedLoad {
  readonly taken: readonly Taken[];
  /** Statuses other than 200 that were answered; such a request was sent again, as clients do. */
  readonly refusals: readonly number[];
  /** Resolves when the last request has been answered. */
  stop(): Promise<void>;
}

export interface DatedLoadOptions {
  readonly otlpHttp: string;
  readonly senders: number;
  readonly spansPerRequest: number;
  readonly pauseMs: number;
  /** When the next request is said to have happened, in Unix milliseconds. */
  readonly at: () => number;
}

const RETRY_MS = 100;
/** On each span, in hexadecimal: what no codec makes smaller. */
const NOISE_BYTES = 2_048;

/** Sends spans and log records of any time until it is stopped. What is refused is sent again until it is taken. */
export function startDatedLoad({ otlpHttp, senders, spansPerRequest, pauseMs, at }: DatedLoadOptions): DatedLoad {
  const taken: Taken[] = [];
  const refusals: number[] = [];
  const stopping = new AbortController();
  const deliver = async (signal: "traces" | "logs", request: object): Promise<void> => {
    for (;;) {
      const { status, body } = await sendJson(otlpHttp, signal, request);
      if (status === 200 && body["partialSuccess"] === undefined) return;
      if (status === 200) throw new Error(`not all was taken: ${JSON.stringify(body)}`);
      refusals.push(status);
      await sleep(RETRY_MS);
    }
  };
  const sender = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const one: Taken = { traceId: newTraceId(), spanIds: Array.from({ length: spansPerRequest }, newSpanId), at: at() };
      await deliver("traces", spansOf(one));
      await deliver("logs", recordsOf(one));
      taken.push(one);
      await sleep(pauseMs);
    }
  };
  const running = Promise.all(Array.from({ length: senders }, sender));
  running.catch(() => {}); // `stop` says it
  return {
    taken,
    refusals,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function spansOf({ traceId, spanIds, at }: Taken): object {
  const time = nanos(at);
  const span = { traceId, name: "GET /dated", kind: 2, startTimeUnixNano: time, endTimeUnixNano: time };
  const noise = () => text("noise", randomBytes(NOISE_BYTES).toString("hex"));
  return traces(
    "dated",
    spanIds.map((spanId) => ({ ...span, spanId, attributes: [text("correlation.id", traceId), noise()] })),
  );
}

function recordsOf({ traceId, spanIds, at }: Taken): object {
  return logs(
    "dated",
    spanIds.map((spanId) => ({ timeUnixNano: nanos(at), traceId, spanId, body: { stringValue: spanId } })),
  );
}

const nanos = (millis: number): string => String(BigInt(millis) * 1_000_000n);
