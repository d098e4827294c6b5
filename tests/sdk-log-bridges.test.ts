import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { killSdkProcesses, startSdkProcess, type SdkProcess } from "./kit/sdk-process.ts";
import { startOtlpSink, type OtlpSink, type ReceivedLog } from "./kit/otlp-sink.ts";
import { testLibraries } from "./kit/test-libraries.ts";

let sink: OtlpSink;
let folder: string;
beforeAll(async () => {
  sink = await startOtlpSink();
  folder = await testLibraries();
}, 200_000);
afterAll(() => sink.close());
afterEach(killSdkProcesses);

type Fields = Record<string, unknown>;

interface Ran {
  readonly app: SdkProcess;
  readonly lines: Fields[];
  readonly records: ReceivedLog[];
  /** What every line of the action must say. */
  readonly ids: Fields;
}

async function run(how: string, extension: string, more: Record<string, string> = {}): Promise<Ran> {
  const service = `${how} ${extension} ${Object.keys(more).join()}`;
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_SERVICE_NAME: service,
    HOW: how,
    ...more,
  };
  const app = startSdkProcess(join(folder, `log-bridges-run.${extension}`), { env });
  expect(await app.ended).toMatchObject({ code: 0, signal: null });
  expect(app.stderr()).toBe("");
  const [span] = await sink.spansWhere((one) => one.service === service);
  return {
    app,
    lines: app.lines(),
    records: sink.logs.filter((log) => log.service === service),
    ids: { correlation_id: "order-9", trace_id: span?.traceId, span_id: span?.spanId },
  };
}

/** A record without what all records have. */
function told({ body, severityNumber, severityText, scope, attributes }: ReceivedLog): Fields {
  return { body, severity: `${severityNumber} ${severityText}`, scope, ...attributes };
}

/** What a record of the action says of `failed()`. */
const FAILED = {
  "exception.type": "MyError",
  "exception.message": "failed",
  "exception.stacktrace": expect.stringMatching(
    /^MyError: failed\n {4}at failed \(.*log-bridges\.cjs:\d+:\d+\)\n[^]*\nCaused by: Error: why\n {4}at /,
  ),
};
const ACTION = { "correlation.id": "order-9", bound: true };

function expectIds(records: ReceivedLog[], { trace_id: traceId, span_id: spanId }: Fields): void {
  for (const record of records) expect(record).toMatchObject({ traceId, spanId, eventName: "" });
}

describe.each(["cjs", "mjs"])("in a .%s app", (extension) => {
  test("pino's lines get the IDs and go out, with the app's own bindings, mixin, hook, serializers and redaction", async () => {
    const { lines, records, ids } = await run("pino", extension);
    expect(lines).toHaveLength(5);
    for (const line of lines.slice(0, 3)) expect(line).toMatchObject(ids);
    const card = { number: "[Redacted]", holder: "ann" };
    expect(lines[0]).toMatchObject({ level: 30, msg: "hello you", orderId: 7, user: "u1", card, password: "hunter2", mixed: 1 });
    expect(lines[1]).toMatchObject({ level: 35, msg: "was hooked", tenant: "t1", region: "eu", token: "hunter2", mixed: 1 });
    expect(lines[2]).toMatchObject({ level: 50, err: { type: "MyError", code: "E_MINE" }, msg: "failed" });
    expect(lines[3]).toMatchObject({ ...ids, trace_id: "mine" });
    expect(lines[4]).not.toHaveProperty("trace_id");

    const of = { ...ACTION, scope: "orders", mixed: 1 };
    expect(records.map(told)).toEqual([
      { ...of, body: "hello you", severity: "9 INFO", orderId: 7, user: "u1", card, password: "[redacted]" },
      { ...of, body: "was hooked", severity: "11 NOTICE", tenant: "t1", region: "eu", token: "[redacted]" },
      { ...of, body: "failed", severity: "17 ERROR", ...FAILED },
      { ...of, body: "it failed", severity: "13 WARN", ...FAILED, trace_id: "mine" },
      { scope: "orders", mixed: 1, body: "", severity: "9 INFO" },
    ]);
    expectIds(records.slice(0, 4), ids);
  });

  test("pino's lines that a transport writes in its thread do the same", async () => {
    const { lines, records, ids } = await run("pino with a transport", extension);
    expect(lines).toEqual([expect.objectContaining({ ...ids, msg: "hello", tenant: "t1", orderId: 7 })]);
    expect(records.map(told)).toEqual([{ ...ACTION, scope: "pino", body: "hello", severity: "9 INFO", tenant: "t1", orderId: 7 }]);
    expectIds(records, ids);
  });

  test("winston's lines get the IDs and go out as the app's formats leave them", async () => {
    const { lines, records, ids } = await run("winston", extension);
    expect(lines).toHaveLength(6);
    for (const line of lines.slice(0, 4)) expect(line).toMatchObject({ ...ids, part: "orders" });
    expect(lines[0]).toMatchObject({ level: "info", message: "hello you", orderId: 7, card: "****", password: "hunter2" });
    expect(lines[4]).toMatchObject({ ...ids, trace_id: "mine" });
    expect(lines[5]).not.toHaveProperty("correlation_id");

    const of = { ...ACTION, scope: "winston", part: "orders" };
    expect(records.map(told)).toEqual([
      { ...of, body: "hello you", severity: "9 INFO", orderId: 7, card: "****", password: "[redacted]" },
      { ...of, body: "served", severity: "7 HTTP", tenant: "t1" },
      { ...of, body: "it failed", severity: "17 ERROR", ...FAILED, code: "E_MINE" },
      { ...of, body: "failed", severity: "17 ERROR", ...FAILED, code: "E_MINE" },
      { ...of, body: "object", severity: "13 WARN" },
      { scope: "winston", part: "orders", body: "outside", severity: "9 INFO" },
    ]);
    expectIds(records.slice(0, 5), ids);
  });

  test("bunyan's lines get the IDs and go out, with the app's own fields and serializers", async () => {
    const { lines, records, ids } = await run("bunyan", extension);
    expect(lines).toHaveLength(5);
    for (const line of lines.slice(0, 3)) expect(line).toMatchObject({ ...ids, name: "orders", v: 0 });
    expect(lines[0]).toMatchObject({ msg: "hello you", orderId: 7, user: "u1", password: "hunter2" });
    expect(lines[3]).toMatchObject({ ...ids, trace_id: "mine" });
    expect(lines[4]).not.toHaveProperty("correlation_id");

    const of = { ...ACTION, scope: "orders" };
    const failed = { ...FAILED, "exception.stacktrace": expect.stringContaining("failed\n    at failed (") };
    expect(records.map(told)).toEqual([
      { ...of, body: "hello you", severity: "9 INFO", orderId: 7, user: "u1", password: "[redacted]" },
      { ...of, body: "from a child", severity: "13 WARN", tenant: "t1" },
      { ...of, body: "failed", severity: "17 ERROR", ...failed, "exception.type": expect.any(String) },
      { ...of, body: "it failed", severity: "21 FATAL", ...failed, "exception.type": expect.any(String), trace_id: "mine" },
      { scope: "orders", body: "outside", severity: "9 INFO" },
    ]);
    expectIds(records.slice(0, 4), ids);
  });
});

test("a bridge that is switched off leaves the lines as they are, and one without an exporter still adds the IDs", async () => {
  for (const how of ["pino", "winston", "bunyan"]) {
    const off = await run(how, "cjs", { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "pino,winston,bunyan" });
    expect(off.lines[0]).not.toHaveProperty("correlation_id");
    expect(off.records).toEqual([]);
    const alone = await run(how, "cjs", { OTEL_LOGS_EXPORTER: "none" });
    expect(alone.lines[0]).toMatchObject(alone.ids);
    expect(alone.records).toEqual([]);
  }
});

test("the console's lines go out if that is wanted, and stay byte for byte what they were", async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" };
  const start = async (more: Record<string, string>): Promise<SdkProcess> => {
    const app = startSdkProcess("sdk-console.mjs", { env: { ...env, ...more } });
    expect(await app.ended).toMatchObject({ code: 0 });
    return app;
  };
  const unasked = await start({ OTEL_SERVICE_NAME: "console unasked" });
  const asked = await start({ OTEL_SERVICE_NAME: "console", THROUGHLINE_LOG_CONSOLE: "1" });
  expect(asked.stdout()).toBe(unasked.stdout());
  expect(asked.stderr()).toBe(unasked.stderr());
  await start({ OTEL_SERVICE_NAME: "console logger", THROUGHLINE_LOG_CONSOLE: "1", LOGGER: "1" });

  const records = (service: string): ReceivedLog[] => sink.logs.filter((log) => log.service === service);
  expect(records("console unasked")).toEqual([]);
  const said = records("console").map(({ body, severityNumber }) => [severityNumber, body]);
  expect(said.slice(0, 5)).toEqual([
    [9, "hello you { a: 1 }"],
    [9, "group"],
    [9, "in\nside"],
    [5, "debug"],
    [13, "warned"],
  ]);
  expect(records("console")[5]).toMatchObject({
    severityNumber: 17,
    attributes: { "exception.type": "TypeError", "correlation.id": "order-9" },
  });
  expect(said.slice(6, 8)).toEqual([
    [13, "Assertion failed: asserted"],
    [9, ""],
  ]);
  expect(said.at(-1)).toEqual([17, expect.stringMatching(/^Trace: traced\n {4}at file:.*sdk-console\.mjs/)]);
  expect(records("console")[0]).toMatchObject({
    scope: "console",
    traceId: expect.stringMatching(/\w{32}/),
    spanId: expect.stringMatching(/\w{16}/),
  });
  expect(records("console logger").filter(({ body }) => String(body).includes("once"))).toEqual([
    expect.objectContaining({ scope: "orders" }),
  ]);
});
