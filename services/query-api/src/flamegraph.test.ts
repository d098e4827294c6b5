import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ApiClient, ApiError, createApiClient, type FlameNode } from "@throughline/api";
import { readProfiles } from "@throughline/profile";
import { readSampleKinds, readStacks, readWeights, type SampleKind } from "@throughline/query";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, type TestSample, TestStore, traceId } from "./testing/store.ts";

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;

const ACTION = "checkout-4711";
const MAIN = "main (/app/main.js:1)";
const HANDLE = "handle (/app/cart.js:10)";
const PARSE = "parse (/app/node_modules/json5/index.js:7)";
const PRICE = "price (/app/price.js:3)";
const PAY = "pay (/app/pay.js:5)";
const IDLE = "(idle)";

const start = NOW - 600n * SECOND;

/** The time of a trace: each has a minute of its own. */
const at = (trace: number, milliseconds = 0): bigint => start + BigInt(trace) * 20n * SECOND + BigInt(milliseconds) * 1_000_000n;

function samples(count: number, sample: TestSample): TestSample[] {
  return Array.from({ length: count }, (_, i) => ({ ...sample, time: (sample.time ?? NOW) + BigInt(i) * 10_000_000n }));
}

beforeAll(async () => {
  await store.start();
  await store.insertSpans([
    // Three checkouts, each a gateway's span, the cart's below it, an internal one below that, and payment's.
    ...[1, 2, 3].flatMap((trace) => [
      {
        traceId: traceId(trace),
        spanId: spanId(trace * 10),
        time: at(trace),
        duration: BigInt(trace) * SECOND,
        service: "gateway",
        name: "POST /checkout",
        correlationIds: trace === 1 ? [ACTION] : [],
      },
      { traceId: traceId(trace), spanId: spanId(trace * 10 + 1), parentId: spanId(trace * 10), time: at(trace, 10), service: "cart" },
      {
        traceId: traceId(trace),
        spanId: spanId(trace * 10 + 2),
        parentId: spanId(trace * 10 + 1),
        time: at(trace, 20),
        service: "cart",
        name: "price",
        kind: "internal",
      },
      {
        traceId: traceId(trace),
        spanId: spanId(trace * 10 + 3),
        parentId: spanId(trace * 10 + 1),
        time: at(trace, 30),
        service: "payment",
        name: "POST /pay",
      },
    ]),
    { traceId: traceId(5), spanId: spanId(50), time: at(5), service: "unsampled", name: "GET /nothing" },
    { traceId: traceId(6), spanId: spanId(60), time: at(1, 100), service: "cart", name: "GET /quick" },
  ]);
  await store.insertSamples([
    // Trace 1: 3 of the cart's span, 7 of the one below it, 2 in payment. Trace 2: 1 of the cart's span. Trace 3: 4 below it.
    ...samples(3, { time: at(1, 10), traceId: traceId(1), spanId: spanId(11), stack: [MAIN, HANDLE, PARSE] }),
    ...samples(7, { time: at(1, 40), traceId: traceId(1), spanId: spanId(12), stack: [MAIN, HANDLE, PRICE] }),
    ...samples(2, { time: at(1, 30), service: "payment", traceId: traceId(1), spanId: spanId(13), stack: [MAIN, PAY] }),
    ...samples(1, { time: at(2, 10), traceId: traceId(2), spanId: spanId(21), stack: [MAIN, HANDLE] }),
    ...samples(4, { time: at(3, 20), traceId: traceId(3), spanId: spanId(32), stack: [MAIN, HANDLE, PRICE] }),
    // Outside any trace: an action's, another process, and one with a stack of which nothing is stored.
    ...samples(5, { time: at(4), correlationIds: [ACTION], stack: [MAIN, PARSE] }),
    ...samples(20, { time: at(4), resource: { "service.instance.id": "two" }, stack: [IDLE] }),
    { time: at(4), stack: [MAIN, "lost (/app/lost.js:1)"], isStackStored: false },
    // Other types.
    ...samples(2, { time: at(1, 50), type: "cpu", value: 5_000_000n, traceId: traceId(1), spanId: spanId(12), stack: [MAIN, PRICE] }),
    { time: at(4), duration: 10n * SECOND, service: "billing", type: "alloc", unit: "bytes", value: 3_000n, count: 3, stack: [MAIN] },
    { time: at(4), service: "billing", type: "inuse", unit: "bytes", value: 64n, stack: [MAIN] },
  ]);
  await store.insertLogs([{ time: at(4), service: "only-logs", correlationIds: ["only-logged"] }]);
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});
afterAll(async () => {
  await api.stop();
  await store.stop();
});

/** The tree as text: `function total self`, indented by depth. */
function text(node: FlameNode, depth = 0): string[] {
  const line = `${"  ".repeat(depth)}${node.function} ${node.total / 1e7} ${node.self / 1e7}`;
  return [line, ...node.children.flatMap((child) => text(child, depth + 1))];
}

const codes = (notes: readonly { code: string }[]): string[] => notes.map(({ code }) => code);

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe("the flame graph", () => {
  test("of a service has all of its samples of one type in the last hour, and says how many of how many spans and processes", async () => {
    const graph = await client.flamegraph({ service: "cart" });
    expect(text(graph.root)).toEqual([
      "all 41 1",
      "  (idle) 20 20",
      "  main 20 0",
      "    handle 15 1",
      "      price 11 11",
      "      parse 3 3",
      "    parse 5 5",
    ]);
    expect(graph.root.children[1]).toMatchObject({ file: "/app/main.js", line: 1, kind: "own" });
    expect(graph.root.children[1]?.children[1]).toMatchObject({ function: "parse", line: 7, kind: "dependency" });
    expect(graph).toMatchObject({
      sampleType: "wall",
      unit: "nanoseconds",
      period: 10_000_000,
      samples: 41,
      spans: 4,
      processes: 2,
      services: ["cart"],
      total: 410_000_000,
      types: [
        { type: "cpu", unit: "nanoseconds", samples: 2 },
        { type: "wall", unit: "nanoseconds", samples: 41 },
      ],
      firstSampleUnixNano: String(at(1, 10)),
      newestSampleUnixNano: String(at(4, 190)),
      durationNano: String(at(4, 190) - at(1, 10)),
    });
    expect(graph.notes).toEqual([
      { code: "stacks_missing", message: "The stacks of 1 samples are not stored: they are counted without frames" },
    ]);
  });

  test("is of the type that is asked for, else of wall, else of cpu, else of what there is most of", async () => {
    expect(await client.flamegraph({ service: "cart", type: "cpu" })).toMatchObject({ sampleType: "cpu", samples: 2, total: 10_000_000 });
    const graph = await client.flamegraph({ service: "billing" });
    expect(graph).toMatchObject({ sampleType: "alloc", unit: "bytes", samples: 3, total: 3_000, durationNano: String(10n * SECOND) });
    expect(graph.types.map(({ type }) => type)).toEqual(["alloc", "inuse"]);
    const error = await failure(client.flamegraph({ service: "billing", type: "wall" }));
    expect(error).toMatchObject({ status: 404, code: "no_such_type", message: expect.stringContaining("there are alloc, inuse") });
  });

  test("of a range has the samples taken in it", async () => {
    const graph = await client.flamegraph({ service: "cart", start: String(at(1, 40)), end: String(at(1, 70)) });
    expect(graph).toMatchObject({ samples: 3, spans: 1, processes: 1, notes: [] });
    expect(await client.flamegraph({ service: "cart", start: String(at(3)), end: String(at(3, 1_000)) })).toMatchObject({ samples: 4 });
  });

  test("of a trace has the samples of all its spans in all services, or of one", async () => {
    const graph = await client.flamegraph({ traceId: traceId(1).toUpperCase() });
    expect(text(graph.root)).toEqual(["all 12 0", "  main 12 0", "    handle 10 0", "      price 7 7", "      parse 3 3", "    pay 2 2"]);
    expect(graph).toMatchObject({ spans: 3, processes: 2, services: ["cart", "payment"] });
    expect(await client.flamegraph({ traceId: traceId(1), service: "payment" })).toMatchObject({ samples: 2, services: ["payment"] });
  });

  test("of a span has what ran on its behalf: its own samples and those of the spans below it, unless only its own are wanted", async () => {
    expect(await client.flamegraph({ spanId: spanId(11) })).toMatchObject({ samples: 12, spans: 3 });
    expect(await client.flamegraph({ spanId: spanId(11), service: "cart" })).toMatchObject({ samples: 10 });
    expect(await client.flamegraph({ spanId: spanId(11), descendants: "false" })).toMatchObject({ samples: 3, spans: 1 });
    expect(await client.flamegraph({ spanId: spanId(12), traceId: traceId(1) })).toMatchObject({ samples: 7 });
    // No sample is of this very span, and none of its trace is in it: it is found by its end.
    expect(await client.flamegraph({ spanId: spanId(31) })).toMatchObject({ samples: 4, spans: 1, notes: [] });
    // A root: the whole trace.
    expect(await client.flamegraph({ spanId: spanId(10) })).toMatchObject({ samples: 12 });
  });

  test("of a correlation ID has the samples of its traces and those that carry it outside any", async () => {
    const graph = await client.flamegraph({ correlationId: ACTION });
    expect(graph).toMatchObject({ samples: 17, spans: 3, processes: 2, notes: [] });
  });

  test("of a filter has the samples of all spans that match, with what is below them", async () => {
    const q = '{ name = "POST /checkout" && duration > 1s }';
    const graph = await client.flamegraph({ q });
    expect(text(graph.root)).toEqual(["all 5 0", "  main 5 0", "    handle 5 1", "      price 4 4"]);
    expect(graph).toMatchObject({ spans: 2, services: ["cart"], notes: [] });
    expect(await client.flamegraph({ q: "{ name = `price` }", descendants: "false" })).toMatchObject({ samples: 11, spans: 2 });
    expect(await client.flamegraph({ q: "{ resource.service.name = `cart` && kind = server }" })).toMatchObject({ samples: 17 });
    const both = await client.flamegraph({ q: "{ resource.service.name = `cart` } && { duration > 1s }", descendants: "false" });
    expect(both).toMatchObject({ samples: 5, spans: 2 });
    const judged = '{ name = "POST /checkout" } >> { name = `price` } | select(duration)';
    expect(await client.flamegraph({ q: judged, descendants: "false" })).toMatchObject({ samples: 11, spans: 2 });
    expect(codes((await client.flamegraph({ q: "{ name = `price` } > { name = `POST /checkout` }" })).notes)).toEqual(["no_match"]);
  });

  test("is bounded: thin frames are left out and count for what called them, and the answer says so", async () => {
    const time = at(7);
    await store.insertSamples(
      Array.from({ length: 20_100 }, (_, i) => ({
        time,
        service: "wide",
        stack: [MAIN, `f${i} (/app/wide.js:1)`],
        value: i < 50 ? 1_000n : 1n,
      })),
    );
    const graph = await client.flamegraph({ service: "wide" });
    expect(codes(graph.notes)).toEqual(["nodes_cut"]);
    expect(graph).toMatchObject({ samples: 20_100, total: 50_000 + 20_050, root: { total: 70_050 } });
    expect(graph.root.children).toMatchObject([{ function: "main", total: 70_050 }]);
    expect(graph.root.children[0]?.children).toHaveLength(50);
  });
});

describe("functions by weight", () => {
  test("are those of the selection, by self or total, with the newest sample's time and the share of waiting", async () => {
    const found = await client.top({ service: "cart" });
    expect(found.functions.map((each) => [each.function, each.self / 1e7, each.total / 1e7])).toEqual([
      ["(idle)", 20, 20],
      ["price", 11, 11],
      ["parse", 8, 8],
      ["handle", 1, 15],
      ["main", 0, 20],
    ]);
    expect(found).toMatchObject({ processes: 2, samples: 41, newestSampleUnixNano: String(at(4, 190)), idleShare: 20 / 41, gcShare: 0 });
    const byTotal = await client.top({ service: "cart", by: "total", limit: 2 });
    expect(byTotal.functions.map((each) => each.function)).toEqual(["(idle)", "main"]);
  });

  test("of the last seconds may be none; then it is said when the newest sample was taken", async () => {
    const found = await client.top({ service: "cart", start: "-2s" });
    expect(found).toMatchObject({ samples: 0, functions: [], newestSampleUnixNano: String(at(4, 190)) });
    expect(found.notes).toEqual([
      { code: "window_empty", message: expect.stringContaining(new Date(Number(at(4, 190) / 1_000_000n)).toISOString()) },
    ]);
  });
});

describe("a difference", () => {
  const slow = { q: "{ name = `POST /checkout` && duration > 2s }", "base.q": "{ name = `POST /checkout` && duration <= 1s }" };

  test("has both weights and how the share has changed, frame by frame", async () => {
    const graph = await client.flamegraphDifference(slow);
    expect(graph).toMatchObject({ samples: 4, spans: 1, base: { samples: 12, spans: 3, processes: 2 }, notes: [] });
    const [main] = graph.root.children;
    const [handle, pay] = main?.children ?? [];
    expect(handle).toMatchObject({ function: "handle", total: 4e7, baseTotal: 10e7 });
    expect(handle?.change).toBeCloseTo(1 - 10 / 12, 10);
    expect(pay).toMatchObject({ function: "pay", total: 0, baseTotal: 2e7 });
    expect(pay?.change).toBeCloseTo(-2 / 12, 10);
  });

  test("takes what is left out from the selection", async () => {
    const graph = await client.flamegraphDifference({
      service: "cart",
      start: String(at(1)),
      end: String(at(2)),
      "base.start": String(at(3)),
      "base.end": String(at(4)),
    });
    expect(graph).toMatchObject({ samples: 10, base: { samples: 4, services: ["cart"] } });
    const ofTrace = await client.flamegraphDifference({ service: "cart", start: "-1s", "base.traceId": traceId(1), type: "cpu" });
    expect(ofTrace).toMatchObject({ samples: 0, base: { samples: 2 }, sampleType: "cpu" });
    expect(codes(ofTrace.notes)).toEqual(["window_empty"]);
  });

  test("is written as folded text with two weights, before and after, and as an SVG; other formats refuse", async () => {
    const folded = await client.flamegraphFile({ ...slow, format: "folded" });
    expect(new TextDecoder().decode(folded.bytes).split("\n").toSorted()).toEqual([
      "",
      "main (main.js:1);handle (cart.js:10);parse (node_modules/json5/index.js:7) 30000000 0",
      "main (main.js:1);handle (cart.js:10);price (price.js:3) 70000000 40000000",
      "main (main.js:1);pay (pay.js:5) 20000000 0",
    ]);
    expect(folded.headers.get("throughline-base-samples")).toBe("12");
    const svg = new TextDecoder().decode((await client.flamegraphFile({ ...slow, format: "svg" })).bytes);
    expect(svg).toMatch(/^<\?xml[^]*<\/svg>\s*$/);
    expect(svg).toContain("before 3 spans, 2 processes");
    for (const format of ["pprof", "speedscope"] as const)
      expect(await failure(client.flamegraphFile({ ...slow, format }))).toMatchObject({
        status: 400,
        message: expect.stringContaining("json"),
      });
  });
});

describe("other formats", () => {
  const query = { traceId: traceId(1), service: "cart" };

  test("are folded text, speedscope, pprof and SVG, with numbers and notes in headers", async () => {
    const folded = await client.flamegraphFile({ ...query, format: "folded" });
    expect(folded.contentType).toBe("text/plain; charset=utf-8");
    expect(new TextDecoder().decode(folded.bytes)).toBe(
      "main (main.js:1);handle (cart.js:10);price (price.js:3) 70000000\nmain (main.js:1);handle (cart.js:10);parse (node_modules/json5/index.js:7) 30000000\n",
    );
    const said = ["sample-type", "samples", "spans", "processes", "seconds"].map((name) => folded.headers.get(`throughline-${name}`));
    expect(said).toEqual(["wall", "10", "2", "1", "0.09"]);
    expect(folded.headers.get("content-disposition")).toContain(`trace-${traceId(1)}-in-cart-wall.folded`);

    const pprof = await client.flamegraphFile({ ...query, format: "pprof" });
    const [read] = readProfiles(gunzipSync(pprof.bytes), { format: "pprof" }).filter(({ sampleType }) => sampleType === "wall");
    expect(read).toMatchObject({ weight: 10e7, unit: "nanoseconds" });

    const speedscope = await client.flamegraphFile({ ...query, format: "speedscope" });
    expect(speedscope.contentType).toContain("json");
    expect(readProfiles(speedscope.bytes, { format: "speedscope" })[0]).toMatchObject({ weight: 10e7 });

    const svg = await client.flamegraphFile({ ...query, format: "svg" });
    expect(svg.contentType).toContain("image/svg+xml");
    expect(svg.headers.get("content-security-policy")).toContain("sandbox allow-scripts"); // its script reaches nothing
    const markup = new TextDecoder().decode(svg.bytes);
    expect(markup).toContain("10 samples");
    expect(markup).toContain("2 spans, 1 process");

    const lost = await client.flamegraphFile({ service: "cart", format: "folded" });
    expect(JSON.parse(lost.headers.get("throughline-notes") ?? "[]")).toMatchObject([{ code: "stacks_missing" }]);
  });

  test("of nothing are an error that says why", async () => {
    const error = await failure(client.flamegraphFile({ service: "cart", start: "-2s", format: "svg" }));
    expect(error).toMatchObject({ status: 404, code: "no_samples", message: expect.stringContaining("its newest is from") });
  });
});

describe("where there are no samples", () => {
  test("what is unknown, has none, missed them or is too old looks different", async () => {
    const service = (name: string) => failure(client.flamegraph({ service: name }));
    expect(await service("nobody")).toMatchObject({ status: 404, code: "not_found" });
    expect(await service("unsampled")).toMatchObject({
      status: 404,
      code: "not_sampled",
      message: expect.stringContaining("THROUGHLINE_PROFILING"),
    });
    expect(await service("only-logs")).toMatchObject({ status: 404, code: "not_sampled" });
    for (const query of [{ traceId: traceId(99) }, { spanId: spanId(99) }, { correlationId: "none" }, { blockId: "none" }])
      expect(await failure(client.flamegraph(query))).toMatchObject({ status: 404, code: "not_found" });
    expect(await failure(client.flamegraph({ service: "cart", start: "-30d", end: "-20d" }))).toMatchObject({
      status: 404,
      code: "expired",
    });

    expect((await client.flamegraph({ service: "cart", start: "-8d" })).notes.map(({ code }) => code)).toContain("before_retention");
    expect(codes((await client.flamegraph({ traceId: traceId(5) })).notes)).toEqual(["not_sampled"]);
    expect(codes((await client.flamegraph({ traceId: traceId(6) })).notes)).toEqual(["no_sample_hit"]);
    expect(codes((await client.flamegraph({ spanId: spanId(60) })).notes)).toEqual(["no_sample_hit"]);
    expect(codes((await client.flamegraph({ correlationId: "only-logged" })).notes)).toEqual(["no_sample_hit"]);
    expect(codes((await client.flamegraph({ q: "{ name = `GET /quick` }" })).notes)).toEqual(["no_sample_hit"]);
    expect(codes((await client.flamegraph({ q: "{ name = `GET /nowhere` }" })).notes)).toEqual(["no_match"]);
  });

  test("and a client that cannot do with a 404 gets the same as a note beside an empty graph", async () => {
    const noted = async (query: Parameters<typeof client.flamegraph>[0]) => client.flamegraph({ ...query, missing: "note" });
    const empty = { samples: 0, total: 0, root: { function: "all", total: 0, children: [] } };
    expect(await noted({ service: "nobody" })).toMatchObject({ ...empty, notes: [{ code: "not_found" }], types: [] });
    expect(await noted({ service: "unsampled" })).toMatchObject({ ...empty, notes: [{ code: "not_sampled" }] });
    expect(await noted({ spanId: spanId(99) })).toMatchObject({ ...empty, notes: [{ code: "not_found" }] });
    expect(await noted({ service: "cart", start: "-30d", end: "-20d" })).toMatchObject({ ...empty, notes: [{ code: "expired" }] });
    expect(await noted({ service: "billing", type: "wall" })).toMatchObject({
      ...empty,
      notes: [{ code: "no_such_type" }],
      types: [{ type: "alloc" }, { type: "inuse" }],
    });
    expect(await noted({ service: "cart" })).toMatchObject({ samples: 41 });
    const difference = await client.flamegraphDifference({ service: "cart", "base.service": "nobody", missing: "note" });
    expect(difference).toMatchObject({ samples: 41, base: { samples: 0 } });
    expect(difference.notes).toContainEqual({ code: "not_found", message: expect.stringMatching(/^Base: /) });
    for (const query of [{}, { q: "{ nonsense" }]) expect(await failure(noted(query))).toMatchObject({ status: 400 });
    expect(await failure(client.flamegraphFile({ service: "nobody", format: "svg", missing: "note" }))).toMatchObject({ status: 404 });
  });

  test("a selection that says nothing or contradicts itself is a 400 that says what is accepted", async () => {
    expect(await failure(client.flamegraph({}))).toMatchObject({ status: 400, message: expect.stringContaining("it is needed") });
    const contradiction = await failure(client.flamegraph({ traceId: traceId(1), q: "{}" }));
    expect(contradiction).toMatchObject({ status: 400, message: expect.stringContaining('"q": it cannot be combined with traceId') });
    expect(await failure(client.flamegraph({ spanId: "0" }))).toMatchObject({ status: 400 });
    expect(await failure(client.flamegraph({ service: "cart", descendants: "true" }))).toMatchObject({ status: 400 });
    expect(await failure(client.flamegraph({ q: "{ nonsense" }))).toMatchObject({
      status: 400,
      message: expect.stringContaining("TraceQL"),
    });
  });
});

test("the samples of a block are those of the blocked thread of that process while it was blocked", async () => {
  const resource = { "service.instance.id": "three" };
  await store.insertSamples([
    ...samples(30, { time: at(8), service: "stuck", resource, stack: [MAIN, HANDLE] }),
    ...samples(30, { time: at(8), service: "stuck", resource, stack: [MAIN, PAY], threadId: 1 }),
    ...samples(30, { time: at(8), service: "stuck", stack: [MAIN, PARSE] }),
  ]);
  await store.insertLogs(
    [100n, 180n].map((milliseconds) => ({
      time: at(8, 300),
      service: "stuck",
      resource,
      event: "throughline.event_loop.blocked",
      attributes: {
        "throughline.block.id": "b-1",
        "throughline.block.start_time_unix_nano": ["i", String(at(8, 50))] as const,
        "throughline.block.duration_nano": ["i", String(milliseconds * 1_000_000n)] as const,
      },
    })),
  );
  const graph = await client.flamegraph({ blockId: "b-1" });
  expect(text(graph.root)).toEqual(["all 18 0", "  main 18 0", "    handle 18 18"]);
});

test("a trace and a correlation count their samples, of all types", async () => {
  expect((await client.trace(traceId(1))).samples).toEqual({ count: 14 });
  expect((await client.trace(traceId(3))).samples).toEqual({ count: 4 });
  expect((await client.trace(traceId(6))).samples).toEqual({ count: 0 });
  expect((await client.correlation(ACTION)).samples).toEqual({ count: 19 });
});

test("an action that is known by samples alone has them, in traces and outside any", async () => {
  const action = { service: "sampled", correlationIds: ["only-sampled"], stack: [MAIN] };
  await store.insertSamples([
    ...samples(2, { ...action, time: at(10), traceId: traceId(10), spanId: spanId(100) }),
    ...samples(3, { ...action, time: at(11) }),
  ]);
  expect(await client.correlation("only-sampled")).toMatchObject({ traceIds: [traceId(10)], spans: [], samples: { count: 5 } });
  expect(await client.flamegraph({ correlationId: "only-sampled" })).toMatchObject({ samples: 5, spans: 1 });
  expect(await client.flamegraph({ traceId: traceId(10) })).toMatchObject({ samples: 2 });
});

test("spans that have not ended have samples, and spans below them", async () => {
  const open = (span: number, parent?: number) => ({
    time: at(9, 6_000),
    traceId: traceId(9),
    spanId: spanId(span),
    service: "hung",
    event: "throughline.span.open",
    attributes: {
      "throughline.span.name": "GET /hung",
      ...(parent !== undefined && { "throughline.span.parent_id": spanId(parent) }),
      "throughline.span.age_nano": ["i", String(6n * SECOND)] as const,
      "throughline.span.next_report_nano": ["i", String(5n * SECOND)] as const,
    },
  });
  await store.insertLogs([open(90), open(91, 90), open(92, 91)]);
  await store.insertSamples([
    ...samples(2, { time: at(9, 8_000), service: "hung", traceId: traceId(9), spanId: spanId(91), stack: [MAIN, HANDLE] }),
    ...samples(3, { time: at(9, 9_000), service: "hung", traceId: traceId(9), spanId: spanId(92), stack: [MAIN, PAY] }),
  ]);
  expect(await client.flamegraph({ traceId: traceId(9) })).toMatchObject({ samples: 5 });
  expect(await client.flamegraph({ spanId: spanId(91) })).toMatchObject({ samples: 5, spans: 2 });
  expect(await client.flamegraph({ spanId: spanId(91), descendants: "false" })).toMatchObject({ samples: 2 });
  expect(await client.flamegraph({ q: "{ name = `GET /hung` }" })).toMatchObject({ samples: 5 });
  expect((await client.trace(traceId(9))).samples).toEqual({ count: 5 });
});

test("only the stacks and frames that were found are read", async () => {
  store.statements = [];
  const scope = { range: { from: at(1), to: at(2) }, of: { traceIds: [], spans: [{ traceId: traceId(1), spanId: spanId(12) }] } };
  const [, wall] = await readSampleKinds(store.run, scope);
  const { stacks, frames, wereCut } = await readStacks(
    store.run,
    await readWeights(store.run, scope, undefined, 10),
    wall as SampleKind,
    10,
  );
  expect(stacks).toMatchObject([{ weight: 7e7, samples: 7 }]);
  expect([...frames.values()].map((frame) => frame.function).toSorted()).toEqual(["handle", "main", "price"]);
  expect(wereCut).toBe(false);
  const sql = store.takeSql();
  expect(sql).toContain("FROM stacks\nWHERE service IN");
  expect(sql).toContain("GROUP BY type, unit, stack");
});
