import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { startOtlpSink, type OtlpSink, type ReceivedLog } from "./kit/otlp-sink.ts";
import { killSdkProcesses, startSdkProcess, type SdkProcess } from "./kit/sdk-process.ts";

let sink: OtlpSink;
beforeAll(async () => {
  sink = await startOtlpSink();
});
afterAll(() => sink.close());
afterEach(killSdkProcesses);

function start(service: string, env: Record<string, string> = {}): SdkProcess {
  return startSdkProcess("sdk-open-spans.mjs", {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_BLRP_SCHEDULE_DELAY: "10",
      OTEL_BSP_SCHEDULE_DELAY: "10",
      OTEL_SERVICE_NAME: service,
      ...env,
    },
  });
}

/** Begins a request that hangs; whether it ever answers is nobody's affair. */
function hang(url: string | undefined, id: string, headers: Record<string, string> = {}): void {
  fetch(`${url}/hang/${id}`, { headers }).catch(() => {});
}

const ofService =
  (service: string, kind?: string) =>
  (log: ReceivedLog): boolean =>
    log.service === service &&
    log.eventName === "throughline.span.open" &&
    (kind === undefined || log.attributes["throughline.span.kind"] === kind);

const reports = (service: string, kind?: string): ReceivedLog[] => sink.logs.filter(ofService(service, kind));

test("a hung request is reported while it hangs: each span with age, place and attributes", async () => {
  const app = start("hangs", { THROUGHLINE_OPEN_SPAN_MS: "300" });
  const [url] = await app.ready();
  hang(url, "o-7", { "x-correlation-id": "stuck-action" });

  const [server] = await sink.logsWhere((log) => ofService("hangs", "server")(log) && log.attributes["url.path"] !== "/bank/o-7");
  const [pay] = await sink.logsWhere(ofService("hangs", "internal"));
  const [client] = await sink.logsWhere(ofService("hangs", "client"));
  expect(pay).toMatchObject({
    severityText: "INFO",
    severityNumber: 9,
    scope: "@throughline/sdk",
    traceId: server?.traceId,
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    body: expect.stringMatching(/^pay has been open for \d+\.\d s$/),
    attributes: {
      "correlation.id": "stuck-action",
      "throughline.span.name": "pay",
      "throughline.span.kind": "internal",
      "throughline.span.parent_id": server?.spanId,
      "throughline.span.scope": "shop",
      "order.id": "o-7",
    },
  });
  const age = Number(pay?.attributes["throughline.span.age_nano"]);
  expect(age).toBeGreaterThanOrEqual(300e6);
  expect(Number(pay?.attributes["throughline.span.next_report_nano"])).toBeGreaterThanOrEqual(300e6);
  const began = BigInt(pay?.timeUnixNano ?? 0) - BigInt(age);
  expect(Math.abs(Number(began - BigInt(Number(pay?.attributes["throughline.span.start_time_unix_nano"]))))).toBeLessThan(1000);

  const [first, second] = String(pay?.attributes["code.stacktrace"]).split("\n");
  expect(first).toMatch(/^\s+at payWithCard \(file:.*sdk-open-spans\.mjs:10:\d+\)$/);
  expect(second).toMatch(/sdk-open-spans\.mjs:18:\d+/);
  expect(client?.attributes).toMatchObject({ "throughline.span.parent_id": pay?.spanId, "url.full": `${url}/bank/o-7` });
  expect(client?.attributes["code.stacktrace"]).toMatch(/^\s+at .*sdk-open-spans\.mjs:11:\d+/);
  expect(server?.attributes).not.toHaveProperty("code.stacktrace");
  expect(app.stderr()).toBe("");
});

test("an open span is reported again at ever longer intervals, and no more when it has ended", async () => {
  const app = start("again", { THROUGHLINE_OPEN_SPAN_MS: "100" });
  const [url] = await app.ready();
  hang(url, "a");
  const found = await sink.logsWhere(ofService("again", "internal"), 4);
  const number = (log: ReceivedLog, name: string): number => Number(log.attributes[`throughline.span.${name}`]);
  expect(new Set(found.map((log) => log.spanId)).size).toBe(1);
  for (const [at, log] of found.entries()) {
    const before = found[at - 1];
    if (before === undefined) continue;
    expect(number(log, "age_nano") - number(before, "age_nano")).toBeGreaterThanOrEqual(number(before, "next_report_nano") * 0.99);
    expect(number(log, "next_report_nano")).toBeGreaterThan(number(before, "next_report_nano"));
    expect(number(log, "start_time_unix_nano")).toBe(number(before, "start_time_unix_nano"));
  }

  await fetch(`${url}/release/a`);
  const [ended] = await sink.spansWhere((span) => span.service === "again" && span.name === "pay");
  expect(ended?.spanId).toBe(found[0]?.spanId);
  const count = reports("again", "internal").length;
  // One that still runs is reported twice while the other is not at all.
  hang(url, "b");
  await sink.logsWhere((log) => ofService("again", "internal")(log) && log.spanId !== ended?.spanId, 2);
  expect(reports("again", "internal").filter((log) => log.spanId === ended?.spanId)).toHaveLength(count);
});

test.each(["", "1"])("SIGTERM has what was open told, however young, with an app's own handler or without: %p", async (graceful) => {
  const service = `terminated ${graceful}`;
  const app = start(service, graceful === "" ? {} : { GRACEFUL: graceful });
  const [url] = await app.ready();
  hang(url, "t");
  // Its request to itself has arrived then, so all four spans are open.
  await waitUntilItHangs(url, "t");
  app.child.kill("SIGTERM");
  const last = await sink.logsWhere(ofService(service), 4);
  for (const log of last) {
    expect(log.attributes["throughline.span.last_words"]).toBe("SIGTERM");
    expect(log.attributes).not.toHaveProperty("throughline.span.next_report_nano");
  }
  expect(last.map((log) => log.attributes["throughline.span.kind"]).toSorted()).toEqual(["client", "internal", "server", "server"]);
  if (graceful === "") expect(await app.ended).toMatchObject({ code: null, signal: "SIGTERM" });
});

test.each([
  ["/crash", "uncaughtException", { code: 1, signal: null }],
  ["/exit", "exit", { code: 7, signal: null }],
])("%s has what was open told once, and ends the process as it would have", async (path, reason, end) => {
  const service = `ended by ${path}`;
  const app = start(service);
  const [url] = await app.ready();
  hang(url, "c");
  await waitUntilItHangs(url, "c");
  fetch(`${url}${path}`).catch(() => {});
  expect(await app.ended).toMatchObject(end);
  const last = await sink.logsWhere(
    (log) => ofService(service)(log) && ["pay", "GET"].includes(String(log.attributes["throughline.span.name"])),
    4,
  );
  for (const log of last) expect(log.attributes["throughline.span.last_words"]).toBe(reason);
  const hung = reports(service, "internal");
  expect(hung).toHaveLength(1);
  expect(app.stderr()).not.toMatch(/^throughline:/m);
});

test("no more than a hundred are reported in a round, the oldest first, and all in the end", async () => {
  const app = start("forgetful", { THROUGHLINE_OPEN_SPAN_MS: "100", OTEL_BLRP_MAX_QUEUE_SIZE: "10000" });
  const [url] = await app.ready();
  await fetch(`${url}/forget/250`);
  await sink.logsWhere((log) => ofService("forgetful")(log) && log.attributes["throughline.span.name"] === "forgotten 249");
  const firsts = [...new Set(reports("forgetful").map((log) => log.attributes["throughline.span.name"]))];
  expect(firsts.filter((name) => String(name).startsWith("forgotten"))).toEqual(Array.from({ length: 250 }, (_, at) => `forgotten ${at}`));
});

test("spans that are not sampled are not reported, and none are with THROUGHLINE_OPEN_SPAN_MS=0", async () => {
  const off = start("off", { THROUGHLINE_OPEN_SPAN_MS: "0" });
  const unsampled = start("unsampled", { OTEL_TRACES_SAMPLER: "always_off", THROUGHLINE_OPEN_SPAN_MS: "50" });
  const sampled = start("sampled", { THROUGHLINE_OPEN_SPAN_MS: "50" });
  for (const app of [off, unsampled, sampled]) {
    const [url] = await app.ready();
    hang(url, "n");
    await waitUntilItHangs(url, "n");
  }
  await sink.logsWhere(ofService("sampled", "internal"), 3);
  for (const app of [off, unsampled]) {
    app.child.kill("SIGTERM");
    await app.ended;
  }
  expect([...reports("off"), ...reports("unsampled")]).toEqual([]);
});

test("a bad THROUGHLINE_OPEN_SPAN_MS is one line on stderr", async () => {
  const app = start("bad wait", { THROUGHLINE_OPEN_SPAN_MS: "soon" });
  const [url] = await app.ready();
  expect((await fetch(`${url}/`)).status).toBe(200);
  expect(app.stderr()).toBe(
    'throughline: THROUGHLINE_OPEN_SPAN_MS must be a number of milliseconds from 0 to 2147483647, not "soon"; 5000 is used\n',
  );
});

async function waitUntilItHangs(url: string | undefined, id: string): Promise<void> {
  while ((await (await fetch(`${url}/hangs/${id}`)).text()) !== "true") continue;
}
