import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { cli as run, type CliResult, startCli } from "./kit/cli.ts";
import { logs, newSpanId, newTraceId, nowNano, sendJson, span, text, traces } from "./kit/otlp.ts";
import { Throughline } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

let throughline: Throughline;

const TRACE = newTraceId();
const ACTION = "action-of-cli-read";
const [CHECKOUT, PAY, HUNG] = [newSpanId(), newSpanId(), newSpanId()];
const BEGIN = BigInt(Date.now()) * 1_000_000n - 60_000_000_000n;
const at = (millis: number): string => String(BEGIN + BigInt(millis) * 1_000_000n);

beforeAll(async () => {
  throughline = await Throughline.start();
  const shared = { traceId: TRACE, attributes: [text("correlation.id", ACTION)] };
  const checkout = {
    ...span(shared),
    spanId: CHECKOUT,
    name: "POST /checkout",
    kind: 2,
    startTimeUnixNano: at(0),
    endTimeUnixNano: at(1000),
  };
  const pay = {
    ...span(shared),
    spanId: PAY,
    parentSpanId: CHECKOUT,
    name: "POST /pay \u001b[31mred",
    kind: 2,
    startTimeUnixNano: at(500),
    endTimeUnixNano: at(900),
    status: { code: 2, message: "card declined" },
  };
  const declined = {
    timeUnixNano: at(800),
    severityNumber: 17,
    body: { stringValue: "payment_declined" },
    traceId: TRACE,
    spanId: PAY,
    attributes: [
      text("order.id", "o 77"),
      text("exception.stacktrace", "Error: no\n    at pay (pay.ts:7:1)"),
      text("correlation.id", ACTION),
    ],
  };
  const hung = {
    timeUnixNano: at(6_000),
    severityNumber: 13,
    eventName: "throughline.span.open",
    body: { stringValue: "GET /stock has been open for 5.0 s" },
    traceId: TRACE,
    spanId: HUNG,
    attributes: [
      text("correlation.id", ACTION),
      text("throughline.span.name", "GET /stock"),
      text("throughline.span.kind", "client"),
      text("throughline.span.parent_id", CHECKOUT),
      { key: "throughline.span.start_time_unix_nano", value: { intValue: at(600) } },
      { key: "throughline.span.age_nano", value: { intValue: "5400000000" } },
      text("throughline.span.last_words", "SIGTERM"),
    ],
  };
  for (const [signal, request] of [
    ["traces", traces("gateway", [checkout])],
    ["traces", traces("payment", [pay])],
    ["logs", logs("payment", [declined])],
    ["logs", logs("gateway", [hung])],
  ] as const)
    expect(await sendJson(throughline.otlpHttp, signal, request)).toMatchObject({ status: 200 });
  await throughline.settled();
});

afterAll(() => throughline.stop());

const cli = (...args: string[]): Promise<CliResult> => run(args, { THROUGHLINE_URL: throughline.api });

test("throughline trace draws a waterfall: spans by their parents, errors, spans that have not ended, log records", async () => {
  const { code, stdout, stderr } = await cli("trace", TRACE, "--logs");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.split("\n");
  expect(lines[0]).toMatch(new RegExp(`^Trace ${TRACE} {2}\\d{4}-.*Z {2}6\\.00 s$`));
  expect(lines[1]).toBe("3 spans, 2 services, 1 error, 1 not ended, 1 log record");
  expect(lines[2]).toBe(`correlation ${ACTION}`);
  const rows = lines.slice(4);
  expect(rows[0]).toMatch(/^gateway POST \/checkout +1\.00 s █+/);
  expect(rows[1]).toMatch(/^payment {3}POST \/pay \\x1b\[31mred +400 ms +[█▏▎▍▌▋▊▉]+$/);
  expect(rows[2]).toMatch(/^ +error: card declined$/);
  expect(rows[3]).toMatch(/^ +\+800 ms ERROR payment_declined order\.id="o 77"$/);
  expect(rows.slice(4, 6)).toEqual(["    Error: no", "        at pay (pay.ts:7:1)"].map((line) => expect.stringContaining(line)));
  expect(rows[6]).toMatch(/^gateway {3}GET \/stock +5\.40 s +█+▶$/);
  expect(rows[7]).toMatch(/^ +lost: it had not ended, and its process ended by SIGTERM$/);
  expect(stdout).toMatch(/\nNote: .*SIGTERM/);
  expect(stdout).not.toContain("\u001b");
  for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(130);
});

test("throughline trace without --logs leaves the log records out", async () => {
  expect((await cli("trace", TRACE)).stdout).not.toContain("payment_declined");
});

test("throughline trace --json and correlation --json are the API's answers", async () => {
  expect(JSON.parse((await cli("trace", TRACE, "--json")).stdout)).toEqual(await throughline.client.trace(TRACE));
  expect(JSON.parse((await cli("correlation", ACTION, "--json")).stdout)).toEqual(await throughline.client.correlation(ACTION));
});

test("throughline open groups what has not ended", async () => {
  const { code, stdout } = await cli("open", "--service", "gateway");
  expect(code).toBe(0);
  expect(stdout.split("\n").slice(0, 2)).toEqual([
    "gateway GET /stock",
    expect.stringMatching(/^ {2}1 open, none of the range has ended; 1 no longer heard of, last at \d{4}-.*Z$/),
  ]);
  expect(stdout).toMatch(new RegExp(`\n  oldest since \\d{4}-.*Z \\(.* (s|min)\\), trace ${TRACE}; newest since`));
  expect(JSON.parse((await cli("open", "--json")).stdout)).toMatchObject({ service: "gateway", name: "GET /stock", count: 1, lost: 1 });
  expect(await cli("open", "--service", "nobody")).toMatchObject({ stdout: "", stderr: expect.stringContaining("No span is known") });
});

test("throughline correlation shows one timeline of all services", async () => {
  const { code, stdout } = await cli("correlation", ACTION);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Action ${ACTION} {2}.*\n1 trace, 2 services, 3 spans, 1 log record\ntrace ${TRACE}\n\n`));
  expect(stdout.split("\n").flatMap((line) => /^ +\+(\S+ \S+) (\S+) +(.*?)(?: {2}|$)/.exec(line)?.slice(1, 4).join(" | ") ?? [])).toEqual([
    "0 ns | gateway | POST /checkout",
    "500 ms | payment | POST /pay \\x1b[31mred",
    "600 ms | gateway | GET /stock",
    '800 ms | payment | ERROR payment_declined order.id="o 77"',
  ]);
});

test("throughline services lists them with what was asked and what holds them up, those in trouble first, as text and as JSON", async () => {
  const { code, stdout, stderr } = await cli("services", "--since", "10m");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [head, ...lines] = stdout.trimEnd().split("\n");
  expect(head).toMatch(/^SERVICE +REQUESTS +ERRORS +P50 +P95 +P99 +BLOCKED +OPEN$/);
  expect(lines[0]).toMatch(/^payment +1 +100 % +\d/);
  expect(lines).toContainEqual(expect.stringMatching(/^gateway +1 +\d\S* m?s +\d\S* m?s +\d\S* m?s +1$/));
  const [first] = (await cli("services", "--json")).stdout.split("\n");
  expect(JSON.parse(first ?? "")).toMatchObject({ name: "payment", red: { calls: 1, errors: 1 } });
});

test("throughline logs finds by query, time, trace and action, newest last, as text and as JSON", async () => {
  const { code, stdout, stderr } = await cli("logs", "severity>=error", "service=payment", "--since", "1h");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(
    new RegExp(
      `^\\d{4}-.*Z ERROR payment payment_declined order\\.id="o 77" trace=${TRACE} correlation=${ACTION}\n {4}Error: no\n {8}at pay`,
    ),
  );
  const json = await cli("logs", "--trace", TRACE, "--json");
  expect(
    json.stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { body: string }).body),
  ).toEqual(["payment_declined"]);
  expect((await cli("logs", "--correlation", ACTION)).stdout).toContain("payment_declined");
  const none = await cli("logs", "nothing_like_this");
  expect(none).toEqual({ code: 0, stdout: "", stderr: "throughline: No log record matches\n" });
});

test("throughline logs -C shows what its service logged before and after, joined where it overlaps", async () => {
  const bodies = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const records = bodies.map((stringValue, index) => ({ timeUnixNano: at(-50_000 + index), severityNumber: 9, body: { stringValue } }));
  expect(await sendJson(throughline.otlpHttp, "logs", logs("around", records))).toMatchObject({ status: 200 });
  expect(await sendJson(throughline.otlpHttp, "logs", logs("elsewhere", records))).toMatchObject({ status: 200 });
  await throughline.settled();
  const shown = async (...args: string[]) =>
    (await cli("logs", "service=around", ...args)).stdout
      .replaceAll(/\S+Z INFO {2}around /g, "")
      .split("\n")
      .slice(0, -1);
  expect(await shown("(two OR three OR eight)", "-C", "1")).toEqual([
    "  one",
    "> two",
    "> three",
    "  four",
    "--",
    "  seven",
    "> eight",
    "  nine",
  ]);
  expect(await shown("five", "-B", "2")).toEqual(["  three", "  four", "> five"]);
  expect(await shown("five", "-C", "1", "-A", "2")).toEqual(["  four", "> five", "  six", "  seven"]);
  const { stdout } = await cli("logs", "service=around", "ten", "-C", "2", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ before: [{ body: "eight" }, { body: "nine" }], log: { body: "ten" }, after: [] });
});

test("throughline logs --histogram counts them over time", async () => {
  const records = Array.from({ length: 20 }, (_, index) => ({
    timeUnixNano: at(-1_000),
    severityNumber: index === 0 ? 17 : 9,
    body: { stringValue: `counted ${index}` },
  }));
  expect(await sendJson(throughline.otlpHttp, "logs", logs("counted", records))).toMatchObject({ status: 200 });
  await throughline.settled();
  const { code, stdout } = await cli("logs", "service=counted", "--histogram");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d{4}-\S+Z +20 █{70} 1 error$/m);
  expect(stdout).toMatch(/\n20 log records 1 error\n$/);
  expect(stdout.split("\n").filter((line) => line.endsWith(" 0")).length).toBeGreaterThan(10);
  expect(JSON.parse((await cli("logs", "service=counted", "--histogram", "--json")).stdout)).toMatchObject({
    total: 20,
    error: 1,
    info: 19,
  });
});

test("throughline logs -n goes on over pages and says that there are more", async () => {
  const records = Array.from({ length: 1_300 }, (_, index) => ({
    timeUnixNano: nowNano(-10_000 + index),
    body: { stringValue: `line ${index}` },
  }));
  expect(await sendJson(throughline.otlpHttp, "logs", logs("many", records))).toMatchObject({ status: 200 });
  await throughline.settled();
  const { stdout, stderr } = await cli("logs", "service=many", "-n", "1200", "--json");
  const bodies = stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { body: string }).body);
  expect(bodies).toEqual(Array.from({ length: 1_200 }, (_, index) => `line ${index + 100}`));
  expect(stderr).toBe("throughline: These are the newest 1200; -n asks for more\n");
  // What the first page has to say is no reason to stop.
  const long = await cli("logs", "service=many", "-n", "1200", "--json", "--since", "30d");
  expect(long.stdout.trim().split("\n")).toHaveLength(1_200);
  expect(long.stderr).toContain("has expired");
});

test("throughline tail shows what arrives, until Ctrl-C", async () => {
  const all = startCli(["tail", "--service", "late"], { THROUGHLINE_URL: throughline.api });
  const json = startCli(["tail", "fresh", "severity>=warn", "--json"], { THROUGHLINE_URL: throughline.api });
  const spans = startCli(["tail", "--traceql", "{ duration > 10ms && span.http.route = nil }"], { THROUGHLINE_URL: throughline.api });
  let sent = 0;
  // Again and again: nobody knows from outside when a tail has begun.
  await until(
    async () => {
      sent++;
      const record = { timeUnixNano: nowNano(), severityNumber: 13, body: { stringValue: `fresh line ${sent}` } };
      await sendJson(throughline.otlpHttp, "logs", logs("late", [record]));
      const late = { ...span({}), name: `GET /late/${sent}`, startTimeUnixNano: nowNano(-20), endTimeUnixNano: nowNano() };
      await sendJson(throughline.otlpHttp, "traces", traces("late", [late]));
      const wanted = [
        all.stdout.includes("SPAN"),
        all.stdout.includes("WARN"),
        json.stdout.includes("fresh"),
        spans.stdout.includes("GET /late"),
      ];
      return wanted.every(Boolean) || undefined;
    },
    () => `what was sent to arrive: ${all.stdout} ${all.stderr} ${json.stderr}`,
    60_000,
  );
  expect((await all.kill("SIGINT")).code).toBe(0);
  expect((await json.kill("SIGINT")).code).toBe(0);
  expect((await spans.kill("SIGINT")).code).toBe(0);
  expect(spans.stdout).not.toContain("fresh line");
  expect(all.stdout).toMatch(/^\d{4}-.*Z WARN {2}late fresh line \d+$/m);
  expect(all.stdout).toMatch(/^\d{4}-.*Z SPAN {2}late GET \/late\/\d+ \d.* ms trace=[0-9a-f]{32}$/m);
  expect(JSON.parse(json.stdout.split("\n")[0] ?? "")).toMatchObject({ type: "log", log: { service: "late", severityNumber: 13 } });
});

test("throughline errors gives each kind with its place in the code, and how to go on", async () => {
  const { code, stdout, stderr } = await cli("errors", "--service", "payment", "--sort", "count", "-n", "5");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^ {6}1 .* payment payment_declined\n {8}first 2.*Z, last 2.*Z, at pay \(pay\.ts:7\)\n/m);
  expect(stdout).toMatch(/^ {6}1 .* payment card declined\n {8}first .*, in POST \/pay \\x1b\[31mred\n/m);
  expect(stdout).toContain(`throughline trace ${TRACE} --logs\n`);
  const [, query = ""] = /throughline logs '(.*)'/.exec(stdout) ?? [];
  expect((await cli("logs", query)).stdout).toContain("payment_declined");
  expect(JSON.parse((await cli("errors", "--service", "payment", "--json")).stdout)).toMatchObject({ total: 2 });
  expect(await cli("errors", "--service", "nobody")).toEqual({ code: 0, stdout: "", stderr: "throughline: No errors in this time\n" });
});

test.each([
  [
    ["trace", "0123456789abcdef0123456789abcdef"],
    /^throughline: Cannot show trace "0123456789abcdef0123456789abcdef": No trace .* is stored.*\n$/,
  ],
  [["trace", "xyz"], /^throughline: Cannot show trace "xyz": Parameter "traceId" .*\n$/],
  [["correlation", "nobody-knows-it"], /^throughline: Cannot show correlation "nobody-knows-it": .*\n$/],
  [["logs", "a OR"], /^throughline: Cannot search the log records: .*OR.*\n$/],
  [["logs", "--since", "yesterday"], /^throughline: Cannot search the log records: Parameter "start" .*\n$/],
  [["errors", "--since", "yesterday"], /^throughline: Cannot list the errors: Parameter "start" .*\n$/],
  [["tail", "a OR"], /^throughline: Cannot follow what arrives: .*OR.*\n$/],
  [
    ["trace", TRACE, "--url", "http://127.0.0.1:9"],
    /^throughline: Cannot show trace .*: the query API at http:\/\/127\.0\.0\.1:9 does not answer: .*\n$/,
  ],
  [["--url", "http://127.0.0.1:9", "logs", "--url", "nonsense"], /^throughline: Cannot use --url "nonsense".*\n$/],
  [["--url", "nonsense", "logs"], /^throughline: Cannot use --url "nonsense".*\n$/],
  [["trace", TRACE, "--url", "nonsense"], /^throughline: Cannot use --url "nonsense": expected http:\/\/HOST:PORT.*\n$/],
  [["logs", "x", "--url", "http://user:secretpw@127.0.0.1:9"], /^throughline: Cannot use --url: expected (?!.*secretpw).*\n$/],
])("throughline %j is refused in one line", async (args, message) => {
  const { code, stdout, stderr } = await cli(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(message);
});

test("throughline says that a token is needed, and sends the one it is given", async () => {
  const guarded = await Throughline.start({ env: { THROUGHLINE_QUERY_TOKEN: "letmein" } });
  try {
    const without = await run(["logs"], { THROUGHLINE_URL: guarded.api });
    expect(without).toMatchObject({ code: 1, stderr: expect.stringMatching(/wants a token: set THROUGHLINE_QUERY_TOKEN\n$/) });
    expect(await run(["logs"], { THROUGHLINE_URL: guarded.api, THROUGHLINE_QUERY_TOKEN: "letmein" })).toMatchObject({ code: 0 });
  } finally {
    await guarded.stop();
  }
});

test("every command has help with examples", async () => {
  for (const command of ["dump", "top", "record", "services", "trace", "correlation", "logs", "errors", "tail"]) {
    const { code, stdout } = await run([command, "--help"]);
    expect({ command, code }).toEqual({ command, code: 0 });
    expect(stdout).toContain(`\nExamples:\n  throughline ${command}`);
  }
});
