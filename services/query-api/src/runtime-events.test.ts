import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ApiClient, ApiError, createApiClient } from "@throughline/api";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, type TestAttributes, type TestLog, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;

beforeAll(async () => {
  await store.start();
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});
afterAll(async () => {
  await api.stop();
  await store.stop();
});

interface Report {
  readonly trace: number;
  readonly span: number;
  readonly parent?: number;
  readonly name?: string;
  readonly kind?: string;
  readonly start: bigint;
  readonly age: bigint;
  /** Seconds until the next report, or what ended the process. */
  readonly next?: bigint | string;
  readonly service?: string;
  readonly attributes?: TestAttributes;
  readonly resource?: TestAttributes;
  readonly correlationIds?: readonly string[];
}

/** A report as the SDK sends it: the start has passed through a double. */
function report({ trace, span, parent, name = "GET /cart", kind = "server", start, age, next = 5n, service, ...rest }: Report): TestLog {
  return {
    time: start + age,
    traceId: traceId(trace),
    spanId: spanId(span),
    event: "throughline.span.open",
    body: `${name} has been open for a while`,
    ...(service !== undefined && { service }),
    ...rest,
    attributes: {
      "throughline.span.name": name,
      "throughline.span.kind": kind,
      ...(parent !== undefined && { "throughline.span.parent_id": spanId(parent) }),
      "throughline.span.start_time_unix_nano": ["i", String(BigInt(Number(start)))],
      "throughline.span.age_nano": ["i", String(age)],
      ...(typeof next === "string"
        ? { "throughline.span.last_words": next }
        : { "throughline.span.next_report_nano": ["i", String(next * SECOND)] }),
      "throughline.span.scope": "shop",
      "code.stacktrace": "    at pay (pay.js:7:1)",
      "http.attempt": ["i", "2"],
      ...rest.attributes,
    },
  };
}

const codes = (notes: readonly { code: string }[]): string[] => notes.map(({ code }) => code);

describe("an open span", () => {
  const start = NOW - 20n * SECOND + 123n;

  test("is shown until its end arrives, as of its last report, also where the trace has nothing else", async () => {
    const correlationIds = ["hung-action"];
    const open = { trace: 1, span: 1, start, correlationIds };
    await store.insertLogs([
      report({ ...open, age: 5n * SECOND }),
      report({ ...open, age: 19n * SECOND, next: 20n }),
      report({ ...open, age: 10n * SECOND }),
      report({ ...open, span: 2, parent: 1, name: "pay", kind: "client", start: start + SECOND, age: 18n * SECOND, next: 20n }),
    ]);
    const found = await client.trace(traceId(1));
    expect(found).toMatchObject({ correlationIds, services: ["cart"], logs: [], blocks: [] });
    expect(found.spans).toEqual([
      {
        traceId: traceId(1),
        spanId: spanId(1),
        parentSpanId: "",
        name: "GET /cart",
        kind: "server",
        service: "cart",
        startTimeUnixNano: String(start),
        durationNano: String(19n * SECOND),
        status: { code: "unset", message: "" },
        attributes: { "code.stacktrace": "    at pay (pay.js:7:1)", "http.attempt": 2 },
        resource: { "service.name": "cart" },
        scope: { name: "shop", version: "" },
        events: [],
        links: [],
        open: { state: "open", reportedUnixNano: String(start + 19n * SECOND), nextReportNano: String(20n * SECOND), lastWords: null },
        blocks: [],
        waitedFor: [],
      },
      expect.objectContaining({ spanId: spanId(2), parentSpanId: spanId(1), name: "pay", kind: "client" }),
    ]);
    expect(codes(found.notes)).toEqual(["spans_open"]);
    const action = await client.correlation("hung-action");
    expect(action.spans).toEqual(found.spans);
    expect(action).toMatchObject({ traceIds: [traceId(1)], logs: [] });
    expect((await client.traceOtlp(traceId(1))).resourceSpans).toEqual([]);

    await store.insertSpans([{ traceId: traceId(1), spanId: spanId(1), time: start, duration: 25n * SECOND, name: "GET /cart/{id}" }]);
    const later = await client.trace(traceId(1));
    expect(later.spans).toMatchObject([
      { spanId: spanId(1), name: "GET /cart/{id}", durationNano: String(25n * SECOND), open: false },
      { spanId: spanId(2), open: { state: "open" } },
    ]);
    expect(later.notes.map(({ message }) => message)).toEqual(["1 span has not ended: what is shown of them is as of their last report"]);
  });

  test("is lost when two reports have not come, or its process said that it ends", async () => {
    const age = 5n * SECOND;
    await store.insertLogs([
      report({ trace: 2, span: 1, start: NOW - 60n * SECOND, age }),
      report({ trace: 2, span: 2, parent: 1, start: NOW - 20n * SECOND, age: 19n * SECOND, next: "SIGTERM" }),
    ]);
    const found = await client.trace(traceId(2));
    expect(found.spans).toMatchObject([
      { open: { state: "lost", nextReportNano: String(5n * SECOND), lastWords: null } },
      { open: { state: "lost", nextReportNano: null, lastWords: "SIGTERM" } },
    ]);
    const heard = new Date(Number((NOW - 55n * SECOND) / 1_000_000n)).toISOString();
    expect(found.notes).toEqual([
      {
        code: "spans_lost",
        message: `2 spans had not ended at the last report: a process ended by SIGTERM; no report has come since ${heard}: the process has ended, is stuck, or its reports do not arrive`,
      },
    ]);
  });

  test("counts as the parent and the root that it is", async () => {
    await store.insertSpans([{ traceId: traceId(3), spanId: spanId(2), parentId: spanId(1), time: NOW - 9n * SECOND }]);
    await store.insertLogs([report({ trace: 3, span: 1, start: NOW - 10n * SECOND, age: 9n * SECOND })]);
    expect(codes((await client.trace(traceId(3))).notes)).toEqual(["spans_open"]);
  });

  test("is no log line, unless it is asked for", async () => {
    expect((await client.logs({ traceId: traceId(2) })).logs).toEqual([]);
    expect((await client.logs({ traceId: traceId(2), q: "event=throughline.span.open" })).logs).toHaveLength(2);
  });
});

describe("a search", () => {
  const service = "searched";
  const found = async (q: string, more: object = {}) => (await client.traces({ q, ...more })).traces.map((trace) => trace.traceId);

  test("finds traces by spans that have not ended, and by no report of one that has", async () => {
    const start = NOW - 40n * SECOND;
    await store.insertLogs([
      report({ trace: 50, span: 1, service, name: "hung root", start, age: 5n * SECOND }),
      report({ trace: 50, span: 1, service, name: "hung root", start, age: 35n * SECOND, attributes: { "order.id": "o-1" } }),
      report({ trace: 50, span: 2, parent: 1, service: "searched too", name: "hung child", kind: "client", start, age: 6n * SECOND }),
      report({ trace: 51, span: 3, service, name: "open root", start: start + 1n, age: 7n * SECOND }),
      report({ trace: 52, span: 5, service, name: "was open", start: start + 2n, age: 8n * SECOND }),
      report({ trace: 52, span: 6, parent: 5, service: "searched late", name: "late child", start: start + 3n, age: 8n * SECOND }),
    ]);
    await store.insertSpans([
      { traceId: traceId(51), spanId: spanId(4), parentId: spanId(3), service, name: "ended child", time: start + SECOND, status: "error" },
      { traceId: traceId(52), spanId: spanId(5), service, name: "has ended", time: start + 2n, duration: 9n * SECOND },
    ]);
    const ofService = `resource.service.name = "${service}"`;
    expect(await found(`{ ${ofService} }`)).toEqual([traceId(52), traceId(51), traceId(50)]);
    expect(await found(`{ ${ofService} && name = "was open" }`)).toEqual([]);
    expect(await found(`{ ${ofService} && name = "has ended" }`)).toEqual([traceId(52)]);
    expect(await found(`{ ${ofService} && duration > 30s }`)).toEqual([traceId(50)]);
    expect(await found(`{ ${ofService} && kind = server && status = unset && name =~ "(hung|open) .*" }`)).toEqual([
      traceId(51),
      traceId(50),
    ]);
    expect(await found(`{ span.order.id = "o-1" && span.http.attempt = 2 }`)).toEqual([traceId(50)]);
    expect(await found(`{ name = "hung root" } && { name = "hung child" && kind = client }`)).toEqual([traceId(50)]);
    expect(await found(`{ name = "open root" } && { name = "ended child" }`)).toEqual([traceId(51)]);
    expect(await found(`{ trace:id = "${traceId(50)}" }`)).toEqual([traceId(50)]);
    expect(await found(`{ span:id = "${spanId(3)}" && ${ofService} }`)).toEqual([traceId(51)]);
    expect(await found(`{ ${ofService} }`, { end: "-5m" })).toEqual([]);
    // Judged trace by trace, with what is open and what has ended.
    expect(await found(`{ name = "hung root" } > { name = "hung child" }`)).toEqual([traceId(50)]);
    expect(await found(`{ name = "open root" } >> { status = error }`)).toEqual([traceId(51)]);
    expect(await found(`{ ${ofService} } | count() > 1`)).toEqual([traceId(51)]);
    expect(await found(`{ rootName = "open root" && ${ofService} && status = error }`)).toEqual([traceId(51)]);
    expect(await found(`{ ${ofService} && traceDuration > 20s && rootName != "has ended" }`)).toEqual([traceId(50)]);
  });

  test("goes through open and ended ones page by page", async () => {
    const q = `{ resource.service.name = "${service}" }`;
    const first = await client.traces({ q, limit: 1 });
    const second = await client.traces({ q, limit: 1, cursor: first.next ?? "" });
    const third = await client.traces({ q, limit: 1, cursor: second.next ?? "" });
    expect([...first.traces, ...second.traces, ...third.traces].map((trace) => trace.traceId)).toEqual([
      traceId(51),
      traceId(52),
      traceId(50),
    ]);
    expect(third.next).toBeNull();
  });

  test("goes page by page through traces that are judged one by one", async () => {
    const q = `{ resource.service.name = "${service}" } | count() > 0`;
    const pages: string[][] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await client.traces({ q, limit: 1, ...(cursor !== undefined && { cursor }) });
      pages.push(page.traces.map((trace) => trace.traceId));
      cursor = page.next;
    }
    expect(pages).toEqual([[traceId(51)], [traceId(52)], [traceId(50)]]);
  });

  test("gives summaries that count what is open while the root is", async () => {
    const start = NOW - 40n * SECOND;
    const { traces } = await client.traces({ q: `{ resource.service.name =~ "${service}.*" }` });
    expect(traces).toEqual([
      expect.objectContaining({ traceId: traceId(52), rootName: "has ended", spanCount: 1, openCount: 1 }),
      {
        traceId: traceId(51),
        rootService: service,
        rootName: "open root",
        startTimeUnixNano: String(start + 1n),
        durationNano: String(7n * SECOND),
        spanCount: 2,
        errorCount: 1,
        openCount: 1,
        services: [service],
      },
      {
        traceId: traceId(50),
        rootService: service,
        rootName: "hung root",
        startTimeUnixNano: String(start),
        durationNano: String(35n * SECOND),
        spanCount: 2,
        errorCount: 0,
        openCount: 2,
        services: ["searched", "searched too"],
      },
    ]);
  });
});

describe("a block", () => {
  const start = NOW - 30n * SECOND;
  const resource = { "service.instance.id": "one" };

  function blocked(duration: bigint, more: Partial<TestLog> & { readonly id?: string; readonly begin?: bigint } = {}): TestLog {
    const { id = "block-1", begin = start, ...rest } = more;
    return {
      time: begin + duration,
      traceId: traceId(10),
      spanId: spanId(2),
      event: "throughline.event_loop.blocked",
      resource,
      correlationIds: ["blocking-action"],
      attributes: {
        "throughline.block.id": id,
        "throughline.block.start_time_unix_nano": ["i", String(begin)],
        "throughline.block.duration_nano": ["i", String(duration)],
        "throughline.block.ongoing": ["b", duration < 2n * SECOND ? "true" : "false"],
        "throughline.block.stacks": ["a", JSON.stringify({ values: [{ stringValue: "    at spin (spin.js:3:9)" }, { stringValue: "b" }] })],
        "code.function.name": "spin",
        "code.file.path": "spin.js",
        "code.line.number": ["i", "3"],
      },
      ...rest,
    };
  }

  test("stands on the span that held the thread, with those that waited, and they say what for", async () => {
    const root = { traceId: traceId(10), spanId: spanId(1), time: start - SECOND, duration: 4n * SECOND, resource };
    await store.insertSpans([
      root,
      { ...root, spanId: spanId(2), parentId: spanId(1), time: start - 1n, duration: 3n * SECOND, name: "holder" },
      // Ran from the first to the last line while the thread was held: it is part of the block.
      { ...root, spanId: spanId(3), parentId: spanId(2), time: start + 1n, duration: SECOND, name: "inside" },
      { ...root, spanId: spanId(4), parentId: spanId(2), time: start - 1n, duration: SECOND, name: "its own query" },
      { ...root, traceId: traceId(11), spanId: spanId(5), time: start - 2n * SECOND, duration: 10n * SECOND, name: "waits" },
      { ...root, traceId: traceId(12), spanId: spanId(6), time: start + 3n * SECOND, duration: SECOND, name: "after" },
      { ...root, traceId: traceId(12), spanId: spanId(7), time: start - 2n * SECOND, duration: SECOND, name: "before" },
      { ...root, traceId: traceId(13), spanId: spanId(8), name: "elsewhere", resource: { "service.instance.id": "two" } },
    ]);
    await store.insertLogs([
      blocked(2n * SECOND),
      blocked(SECOND),
      blocked(SECOND / 2n),
      report({ trace: 14, span: 9, name: "hangs", start: start - 100n * SECOND, age: 95n * SECOND, next: 95n, resource }),
      report({ trace: 12, span: 7, name: "before", start: start - 2n * SECOND, age: SECOND, resource }),
    ]);
    const found = await client.trace(traceId(10));
    const [block, ...more] = found.blocks;
    expect(more).toEqual([]);
    expect(block).toEqual({
      blockId: "block-1",
      traceId: traceId(10),
      spanId: spanId(2),
      service: "cart",
      startTimeUnixNano: String(start),
      durationNano: String(2n * SECOND),
      collectedNano: "0",
      ongoing: false,
      stacks: ["    at spin (spin.js:3:9)", "b"],
      function: "spin",
      file: "spin.js",
      line: 3,
      victims: expect.any(Array),
    });
    expect(block?.victims.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1))).toEqual([
      { traceId: traceId(10), spanId: spanId(4), name: "its own query", service: "cart", waitedNano: String(SECOND - 1n) },
      { traceId: traceId(11), spanId: spanId(5), name: "waits", service: "cart", waitedNano: String(2n * SECOND) },
      { traceId: traceId(14), spanId: spanId(9), name: "hangs", service: "cart", waitedNano: String(2n * SECOND) },
    ]);
    expect(found.spans.map((span) => [span.spanId, span.blocks.length, span.waitedFor.length])).toEqual([
      [spanId(1), 0, 0],
      [spanId(2), 1, 0],
      [spanId(4), 0, 1],
      [spanId(3), 0, 0],
    ]);
    expect(found.logs).toEqual([]);
    expect((await client.correlation("blocking-action")).blocks).toEqual(found.blocks);

    const victim = await client.trace(traceId(11));
    expect(victim.blocks).toEqual(found.blocks);
    expect(victim.spans[0]?.waitedFor).toEqual([
      {
        blockId: "block-1",
        traceId: traceId(10),
        spanId: spanId(2),
        startTimeUnixNano: String(start),
        durationNano: String(2n * SECOND),
        waitedNano: String(2n * SECOND),
        inCallee: false,
        service: "cart",
        function: "spin",
        file: "spin.js",
        line: 3,
      },
    ]);
    expect((await client.trace(traceId(13))).blocks).toEqual([]);
    expect((await client.trace(traceId(14))).spans).toMatchObject([{ name: "hangs", waitedFor: [{ blockId: "block-1" }] }]);
  });

  test("of a process that was called stands on the call that it held up, though nothing of the trace ran there meanwhile", async () => {
    const [called, caller] = [{ "service.instance.id": "called" }, { "service.instance.id": "caller" }];
    const begin = start + 60n * SECOND;
    await store.insertSpans([
      { traceId: traceId(50), spanId: spanId(1), time: begin, duration: 2n * SECOND, kind: "client", resource: caller, service: "front" },
      // Taken up when the block was over.
      {
        traceId: traceId(50),
        spanId: spanId(2),
        parentId: spanId(1),
        time: begin + SECOND,
        duration: SECOND / 100n,
        kind: "server",
        resource: called,
      },
    ]);
    await store.insertLogs([blocked(SECOND, { id: "block-50", begin, traceId: "", spanId: "", resource: called })]);
    const found = await client.trace(traceId(50));
    expect(found.blocks.map(({ blockId }) => blockId)).toEqual(["block-50"]);
    expect(found.spans.map(({ waitedFor }) => waitedFor)).toEqual([
      [expect.objectContaining({ blockId: "block-50", inCallee: true, service: "cart", function: "spin", waitedNano: String(SECOND) })],
      [],
    ]);
  });

  test("is found where nothing else of its trace is: its span never ended, and was too young to be reported", async () => {
    await store.insertLogs([blocked(SECOND, { id: "block-2", traceId: traceId(20), begin: NOW - 5n * SECOND, service: "stuck" })]);
    expect(await client.trace(traceId(20))).toMatchObject({
      services: ["stuck"],
      spans: [],
      blocks: [{ blockId: "block-2", ongoing: true, victims: [] }],
    });
  });

  test("has no more than a hundred victims, and says so", async () => {
    const begin = NOW - 3_000n * SECOND;
    const many = { service: "busy", resource: { "service.instance.id": "busy" } };
    await store.insertSpans(
      Array.from({ length: 120 }, (_, at) => ({
        ...many,
        traceId: traceId(1_000 + at),
        spanId: spanId(at),
        time: begin - SECOND,
        duration: 2n * SECOND + BigInt(at),
      })),
    );
    await store.insertLogs([blocked(2n * SECOND, { id: "block-3", ...many, traceId: traceId(30), begin })]);
    const found = await client.trace(traceId(30));
    expect(found.blocks[0]?.victims).toHaveLength(100);
    expect(found.blocks[0]?.victims[0]).toMatchObject({ spanId: spanId(119) });
    expect(codes(found.notes)).toEqual(["victims_cut"]);
  });
});

test("what an SDK dropped about the time of a trace is said, with service and number", async () => {
  const at = NOW - 500n * SECOND;
  const runtime = (service: string, seconds: bigint, spans: bigint, logs: bigint): TestLog => ({
    time: at + seconds * SECOND,
    service,
    event: "throughline.runtime",
    attributes: {
      "throughline.dropped.spans": ["i", String(spans)],
      "throughline.dropped.log_records": ["i", String(logs)],
    },
  });
  await store.insertLogs([
    runtime("lossy", -30n, 100n, 7n),
    runtime("lossy", -5n, 100n, 7n),
    runtime("lossy", 5n, 142n, 7n),
    runtime("lossy", 600n, 999n, 999n),
    runtime("tidy", -5n, 50n, 50n),
    runtime("tidy", 5n, 50n, 50n),
    runtime("fresh", 5n, 0n, 1n),
  ]);
  await store.insertSpans([
    { traceId: traceId(40), spanId: spanId(1), time: at, service: "lossy" },
    { traceId: traceId(40), spanId: spanId(2), parentId: spanId(1), time: at, service: "tidy" },
    { traceId: traceId(40), spanId: spanId(3), parentId: spanId(1), time: at, service: "fresh" },
  ]);
  expect((await client.trace(traceId(40))).notes).toEqual([
    {
      code: "sdk_dropped",
      message: "The SDK of fresh could not send 1 log record about that time: some of what is missing may be among them",
    },
    {
      code: "sdk_dropped",
      message: "The SDK of lossy could not send 42 spans about that time: some of what is missing may be among them",
    },
  ]);
});

test("a trace of which nothing is known is not found", async () => {
  await expect(client.trace(traceId(99))).rejects.toThrow(ApiError);
});
