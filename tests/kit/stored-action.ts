import { expect } from "@jest/globals";
import type { ApiClient } from "@throughline/api";
import { logs, newSpanId, newTraceId, sendJson, span, text, traces } from "./otlp.ts";
import { profiles } from "./profiles.ts";

/** A user action with some of everything that is stored, and what there is to ask about it. */
export interface StoredAction {
  readonly correlationId: string;
  readonly traceIds: readonly [string, string];
  /** A range that holds all of it and is over, in Unix nanoseconds. */
  readonly range: { readonly start: string; readonly end: string };
}

const MINUTE = 60_000_000_000n;
const SECOND = 1_000_000_000n;

/** Each action is slower than the one before: which trace is the slowest must not be a matter of chance. */
let actions = 0;

/** Sends an action of ten minutes ago: spans of three services, an error, events, links, log records, a span that never ended, samples. */
export async function sendAction(otlpHttp: string): Promise<StoredAction> {
  const begin = (BigInt(Date.now()) / 60_000n) * MINUTE - 10n * MINUTE;
  const slower = ++actions;
  const at = (millis: number) => String(begin + BigInt(millis * (100 + slower)) * 10_000n);
  const traceIds = [newTraceId(), newTraceId()] as const;
  const [gateway, cart, worker, hung] = [newSpanId(), newSpanId(), newSpanId(), newSpanId()];
  const correlationId = `action-${gateway}`;
  const own = (...attributes: object[]) => ({ attributes: [text("correlation.id", correlationId), ...attributes] });
  const root = span({
    traceId: traceIds[0],
    spanId: gateway,
    name: "POST /checkout",
    startTimeUnixNano: at(0),
    endTimeUnixNano: at(900),
    ...own(),
  });
  const call = span({
    traceId: traceIds[0],
    spanId: cart,
    parentSpanId: gateway,
    name: "GET /cart",
    startTimeUnixNano: at(100),
    endTimeUnixNano: at(700),
    status: { code: 2, message: "out of stock" },
    events: [{ timeUnixNano: at(650), name: "exception", attributes: [text("exception.type", "OutOfStock")] }],
    ...own({ key: "cart.items", value: { intValue: "3" } }, { key: "tags", value: { arrayValue: { values: [{ stringValue: "a" }] } } }),
  });
  const job = span({
    traceId: traceIds[1],
    spanId: worker,
    name: "send mail",
    kind: 5,
    startTimeUnixNano: at(2_000),
    endTimeUnixNano: at(2_500),
    links: [{ traceId: traceIds[0], spanId: gateway }],
    ...own(),
  });
  const line = {
    timeUnixNano: at(660),
    severityNumber: 17,
    body: { stringValue: "payment declined by bank" },
    traceId: traceIds[0],
    spanId: cart,
    ...own(text("order.id", "o-77")),
  };
  const open = {
    timeUnixNano: at(6_000),
    severityNumber: 13,
    eventName: "throughline.span.open",
    body: { stringValue: "GET /stock has been open" },
    traceId: traceIds[0],
    spanId: hung,
    ...own(
      text("throughline.span.name", "GET /stock"),
      text("throughline.span.kind", "client"),
      text("throughline.span.parent_id", cart),
      { key: "throughline.span.start_time_unix_nano", value: { intValue: at(200) } },
      { key: "throughline.span.age_nano", value: { intValue: "5800000000" } },
      text("throughline.span.last_words", "SIGTERM"),
    ),
  };
  const frame = (name: string) => ({ function: name, file: `${name}.ts`, line: 7 });
  const samples = [
    { stack: [frame("main"), frame("handle")], times: [at(200), at(210)], link: { traceId: traceIds[0], spanId: cart } },
    { stack: [frame("main"), frame("idle")], times: [at(300)] },
  ];
  for (const [signal, request] of [
    ["traces", traces("gateway", [root])],
    ["traces", traces("cart", [call])],
    ["traces", traces("worker", [job])],
    ["logs", logs("cart", [line])],
    ["logs", logs("gateway", [open])],
    ["profiles", profiles("cart", samples, { time: at(0), durationNano: "1000000000" })],
  ] as const)
    expect(await sendJson(otlpHttp, signal, request)).toEqual({ status: 200, body: {} });
  return { correlationId, traceIds, range: { start: String(begin - MINUTE), end: String(begin + MINUTE - SECOND) } };
}

/** Every kind of answer about it. */
export async function answersAbout(client: ApiClient, { correlationId, traceIds, range }: StoredAction): Promise<Record<string, unknown>> {
  const service = "cart";
  const questions: Record<string, () => Promise<unknown>> = {
    services: () => client.services(range),
    operations: () => client.operations({ service, ...range }),
    instances: () => client.instances({ service, ...range }),
    stalls: () => client.stalls(range),
    red: () => client.red({ service, ...range }),
    metrics: () => client.queryMetrics({ q: "{} | quantile_over_time(duration, .5) by (resource.service.name)", ...range }),
    serviceMap: () => client.serviceMap(range),
    traces: () => client.traces({ q: "{ span.cart.items = 3 && status = error }", ...range }),
    first: () => client.trace(traceIds[0]),
    second: () => client.trace(traceIds[1]),
    asSent: () => client.traceOtlp(traceIds[0]),
    correlation: () => client.correlation(correlationId),
    lookup: () => client.lookup({ id: correlationId }),
    logs: () => client.logs({ q: "declined order.id=o-77", ...range }),
    events: () => client.logs({ q: "event=throughline.span.open", ...range }),
    histogram: () => client.logHistogram(range),
    attributes: () => client.attributes(range),
    values: () => client.attributeValues("cart.items", range),
    flamegraph: () => client.flamegraph({ traceId: traceIds[0] }),
    ofService: () => client.flamegraph({ service, ...range }),
    top: () => client.top({ service, ...range }),
  };
  const answers: Record<string, unknown> = {};
  for (const [name, question] of Object.entries(questions)) answers[name] = await question();
  return answers;
}
