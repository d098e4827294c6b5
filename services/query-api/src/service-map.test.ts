import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ApiClient, createApiClient, type ServiceMap } from "@throughline/api";
import { CallCache, readDependencies, readServiceMap } from "@throughline/query";
import type { QueryApi } from "./index.ts";
import { apiOn } from "./testing/api-on.ts";
import { NOW, SECOND, spanId, type TestAttributes, type TestSpan, TestStore, traceId } from "./testing/store.ts";

const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const MILLI = 1_000_000n;

const store = new TestStore();
let api: QueryApi;
let client: ApiClient;

beforeAll(async () => {
  await store.start();
  api = await apiOn(store);
  client = createApiClient({ baseUrl: api.url });
});

afterAll(async () => {
  await api?.stop();
  await store.stop();
});

/** Each test has two hours of its own, days before the others', so that none sees what another has stored. */
let slots = 0;
let ids = 0;

class Story {
  /** Begins a whole hour; ten-minute pieces of storage begin there, too. */
  readonly from = NOW - (NOW % HOUR) - BigInt(4 + 4 * slots++) * HOUR;
  readonly #spans: TestSpan[] = [];

  /** A span a minute after the beginning unless it says otherwise; as a child it is of its parent's trace. */
  span(service: string, kind: string, { parent, attributes, ...columns }: Partial<TestSpan> & { parent?: TestSpan } = {}): TestSpan {
    ids++;
    const span = {
      traceId: parent?.traceId ?? traceId(ids),
      spanId: spanId(ids),
      ...(parent && { parentId: parent.spanId }),
      service,
      kind,
      name: `${kind} of ${service}`,
      time: this.from + MINUTE,
      duration: 10n * MILLI,
      ...(attributes && { attributes }),
      ...columns,
    };
    this.#spans.push(span);
    return span;
  }

  /** One call over HTTP: what the caller does, and what the called one does. */
  call(caller: TestSpan, to: string, columns: Partial<TestSpan> = {}, attributes: TestAttributes = HTTP): TestSpan {
    const sent = this.span(caller.service ?? "", "client", { parent: caller, attributes, ...columns });
    return this.span(to, "server", { parent: sent, ...columns });
  }

  async stored(options: { service?: string; minutes?: bigint } = {}): Promise<ServiceMap> {
    // Children first, and in two batches: as they come from different services.
    const early = this.#spans.filter((_, index) => index % 2);
    if (early.length > 0) await store.insertSpans(early);
    await store.insertSpans(this.#spans.filter((_, index) => index % 2 === 0));
    return this.map(options);
  }

  map({ service, minutes = 60n }: { service?: string; minutes?: bigint } = {}): Promise<ServiceMap> {
    return client.serviceMap({
      start: String(this.from),
      end: String(this.from + minutes * MINUTE),
      ...(service !== undefined && { service }),
    });
  }
}

const HTTP = { "http.request.method": "GET" };
const edges = ({ edges: all }: ServiceMap) =>
  all.map(({ from, to, kind, protocol, calls, errors }) => [from, to, kind, protocol, calls, errors].join(" ")).toSorted();
const nodes = ({ nodes: all }: ServiceMap) => all.map(({ id, kind, calls, errors }) => [id, kind, calls, errors].join(" ")).toSorted();
const about = (text: string | null | undefined, nanos: bigint) => Math.abs(Number(text) / Number(nanos) - 1) < 0.022;

test("a call from one service to another is an edge with calls, errors, percentiles and traces to look at", async () => {
  const story = new Story();
  let slowest: TestSpan | undefined;
  let failed: TestSpan | undefined;
  for (let index = 1; index <= 20; index++) {
    const root = story.span("gateway", "server", { duration: 50n * MILLI });
    const served = story.call(root, "checkout", {
      duration: BigInt(index) * MILLI,
      ...(index === 5 && { status: "error" }),
    });
    if (index === 5) failed = served;
    if (index === 20) slowest = served;
  }
  const map = await story.stored();
  expect(map.notes).toEqual([]);
  expect(edges(map)).toEqual(["gateway checkout call http 20 1"]);
  expect(nodes(map)).toEqual(["checkout service 20 1", "gateway service 20 0"]);
  const [edge] = map.edges;
  expect(edge?.exemplars).toEqual({ slowTraceId: slowest?.traceId, failedTraceId: failed?.traceId });
  expect(about(edge?.p50Nano, 10n * MILLI)).toBe(true);
  expect(about(edge?.p95Nano, 19n * MILLI)).toBe(true);
  expect(about(edge?.p99Nano, 20n * MILLI)).toBe(true);
  expect(about(map.nodes.find(({ id }) => id === "gateway")?.p50Nano, 50n * MILLI)).toBe(true);
});

test("what lies between two services within one of them is walked through, and a call to itself is no edge", async () => {
  const story = new Story();
  const root = story.span("gateway", "server");
  const work = story.span("gateway", "internal", { parent: root });
  const more = story.span("gateway", "internal", { parent: work });
  const cart = story.call(more, "cart");
  const self = story.call(cart, "cart"); // cart asks itself
  const inner = story.span("cart", "internal", { parent: self });
  story.call(inner, "catalog");
  // Without a client span, without a server span.
  story.span("plain", "internal", { parent: root });
  story.span("bare", "server", { parent: root });
  // One library's client span around another's, with something between.
  const outer = story.span("gateway", "client", { parent: root, attributes: { ...HTTP, "server.address": "wrapped" } });
  const between = story.span("gateway", "internal", { parent: outer });
  story.call(between, "wrapped-service", {}, { ...HTTP, "server.address": "wrapped" });
  expect(edges(await story.stored())).toEqual([
    "cart catalog call http 1 0",
    "gateway bare call  1 0",
    "gateway cart call http 1 0",
    "gateway plain call  1 0",
    "gateway wrapped-service call http 1 0",
  ]);
});

test("databases, queues and other hosts that send no spans are nodes, under what their callers call them, with old names of attributes, too", async () => {
  const story = new Story();
  const root = story.span("cart", "server");
  const call = (attributes: TestAttributes, columns: Partial<TestSpan> = {}) =>
    story.span("cart", "client", { parent: root, attributes, ...columns });
  const postgres = {
    "db.system.name": "postgresql",
    "db.namespace": "shop",
    "server.address": "db.shop",
    "server.port": ["i", "5432"],
  } as const;
  call(postgres, { status: "error", duration: 8n * MILLI });
  call(postgres);
  call({ "db.system": "postgresql", "db.name": "shop", "net.peer.name": "db.shop", "net.peer.port": ["i", "5432"] });
  call({ "db.system.name": "postgresql", "db.namespace": "shop", "server.address": "replica.shop" });
  call({ "db.system.name": "redis", "server.address": "cache.shop" });
  call({ ...HTTP, "server.address": "api.stripe.com", "server.port": ["i", "443"] });
  call({ ...HTTP, "server.address": "10.0.0.7", "peer.service": "legacy-erp" });
  call({ "rpc.system": "grpc", "net.peer.name": "tax.example" });
  story.span("cart", "producer", { parent: root, attributes: { "messaging.system": "kafka", "messaging.destination.name": "orders" } });
  call({}); // nobody knows whom
  const leaf = call({ ...HTTP, "server.address": "deep.example" });
  story.span("cart", "internal", { parent: leaf, name: "tcp.connect" }); // no span of the other side
  const map = await story.stored();
  expect(edges(map)).toEqual([
    "cart database:postgresql/shop@db.shop call postgresql 3 1",
    "cart database:postgresql/shop@replica.shop call postgresql 1 0",
    "cart database:redis/@cache.shop call redis 1 0",
    "cart external:api.stripe.com call http 1 0",
    "cart external:deep.example call http 1 0",
    "cart external:legacy-erp call http 1 0",
    "cart external:tax.example call grpc 1 0",
    "cart messaging:kafka/orders messaging kafka 1 0",
  ]);
  expect(map.nodes.find(({ id }) => id === "database:postgresql/shop@db.shop")).toMatchObject({
    name: "shop",
    kind: "database",
    system: "postgresql",
    address: "db.shop",
    calls: 3,
    errors: 1,
  });
  expect(map.nodes.find(({ kind }) => kind === "messaging")).toMatchObject({ name: "orders", system: "kafka", calls: 1 });
});

test("a message goes from its producer to its consumer, by parent or by link, in several at a time, and long after it was sent", async () => {
  const story = new Story();
  const orders = { "messaging.system": "kafka", "messaging.destination.name": "orders" };
  const send = (columns: Partial<TestSpan> = {}) =>
    story.span("shop", "producer", { parent: story.span("shop", "server", columns), attributes: orders, ...columns });
  const receive = (service: string, columns: Partial<TestSpan> & { parent?: TestSpan } = {}) =>
    story.span(service, "consumer", { attributes: orders, duration: 3n * MILLI, ...columns });
  receive("mailer", { parent: send() });
  receive("mailer", { links: [send(), send()] });
  const both = send();
  receive("mailer", { parent: both, links: [both] }); // says the same twice
  receive("stock", { links: [send({ time: story.from })], time: story.from + 55n * MINUTE, status: "error" });
  receive("shop", { links: [send()] }); // to itself
  send(); // not received yet
  const map = await story.stored();
  expect(edges(map)).toEqual(["shop mailer messaging kafka 4 0", "shop stock messaging kafka 1 1"]);
  expect(about(map.edges[0]?.p50Nano, 3n * MILLI)).toBe(true);
});

test("a client that fetches messages is linked to their producers, and its asking is no call", async () => {
  const story = new Story();
  const attributes = { "messaging.system": "sqs", "messaging.destination.name": "jobs" };
  const sent = [1, 2].map(() => story.span("api", "producer", { attributes }));
  story.span("worker", "client", { attributes, links: sent });
  story.span("worker", "client", { attributes }); // there was nothing
  story.span("other", "client", { attributes });
  story.span("reporter", "client", { attributes: HTTP, links: sent }); // follows from it, but fetches nothing
  expect(edges(await story.stored())).toEqual(["api worker messaging sqs 2 0", "other messaging:sqs/jobs call sqs 1 0"]);
});

test("messages that nobody known has sent come from the queue", async () => {
  const story = new Story();
  const attributes = { "messaging.system": "rabbitmq", "messaging.destination.name": "imports" };
  story.span("importer", "consumer", { attributes });
  story.span("importer", "consumer", { attributes, links: [{ traceId: traceId(999_999), spanId: spanId(999_999) }] });
  story.span("importer", "consumer", { attributes, links: [{ traceId: "", spanId: "ff" }] }); // a link without IDs
  const map = await story.stored();
  expect(edges(map)).toEqual(["messaging:rabbitmq/imports importer messaging rabbitmq 3 0"]);
});

test("calls that nobody answered go to the service that answers others at the same place, else to what they name", async () => {
  const story = new Story();
  const at = (address: string, port: string) => ({ ...HTTP, "server.address": address, "server.port": ["i", port] }) as const;
  const root = story.span("gateway", "server");
  const lost = (attributes: TestAttributes) =>
    story.span("gateway", "client", { parent: root, attributes, status: "error", duration: 9n * SECOND });
  story.call(root, "payment", {}, at("127.0.0.1", "8080"));
  lost(at("127.0.0.1", "8080")); // payment did not answer in time
  lost(at("127.0.0.1", "8081")); // nothing there
  story.call(root, "left", {}, at("proxy", "80"));
  story.call(root, "right", {}, at("proxy", "80"));
  lost(at("proxy", "80")); // behind a proxy it may have been either
  lost({ ...HTTP, "peer.service": "payment" });
  expect(edges(await story.stored())).toEqual([
    "gateway external:127.0.0.1 call http 1 1",
    "gateway external:proxy call http 1 1",
    "gateway left call http 1 0",
    "gateway payment call http 3 2",
    "gateway right call http 1 0",
  ]);
});

test("a caller is found that began long before, and one whose clock is ahead", async () => {
  const story = new Story();
  const job = story.span("job", "internal", { time: story.from - 50n * MINUTE, duration: HOUR });
  story.span("worker", "server", { parent: job, time: story.from + 5n * MINUTE });
  const ahead = story.span("ahead", "client", { time: story.from + 10n * MINUTE + 20n * SECOND, attributes: HTTP });
  story.span("behind", "server", { parent: ahead, time: story.from + 10n * MINUTE });
  expect(edges(await story.stored())).toEqual(["ahead behind call http 1 0", "job worker call  1 0"]);
});

test("calls of a range are those whose called began in it, each in one of two ranges that meet", async () => {
  const story = new Story();
  const root = story.span("gateway", "server", { time: story.from + 9n * MINUTE + 59n * SECOND });
  story.call(root, "cart", { time: story.from + 9n * MINUTE + 59n * SECOND });
  const sent = story.span("gateway", "client", { parent: root, time: story.from + 10n * MINUTE - 1n, attributes: HTTP });
  story.span("cart", "server", { parent: sent, time: story.from + 10n * MINUTE });
  await story.stored();
  expect(edges(await story.map({ minutes: 10n }))).toEqual(["gateway cart call http 1 0"]);
  expect(edges(await story.map({ minutes: 20n }))).toEqual(["gateway cart call http 2 0"]);
});

test("with a service it is that one and its neighbours", async () => {
  const story = new Story();
  const root = story.span("gateway", "server");
  const cart = story.call(root, "cart");
  story.call(cart, "catalog");
  story.call(root, "pricing");
  const map = await story.stored({ service: "cart" });
  expect(edges(map)).toEqual(["cart catalog call http 1 0", "gateway cart call http 1 0"]);
  expect(nodes(map)).toEqual(["cart service 1 0", "catalog service 1 0", "gateway service 1 0"]);
});

test("what Jaeger asks for is services only, all ways of calling together", async () => {
  const story = new Story();
  const root = story.span("gateway", "server");
  story.call(root, "cart");
  story.call(root, "cart", {}, { "rpc.system": "grpc" });
  story.span("gateway", "client", { parent: root, attributes: { "db.system.name": "redis" } });
  await story.stored();
  const range = { from: story.from, to: story.from + HOUR };
  expect(await readDependencies(store.run, { range, deadline: performance.now() + 20_000 })).toEqual([
    { parent: "gateway", child: "cart", calls: 2 },
  ]);
});

test("nothing found, a range up to now and one that has expired are told", async () => {
  const codes = ({ notes }: ServiceMap) => notes.map(({ code }) => code);
  expect(codes(await client.serviceMap({ start: "-30d", end: "-20d" }))).toEqual(["before_retention", "no_match"]);
  expect(codes(await client.serviceMap())).toEqual(["no_match", "still_arriving"]);
});

test("a service that calls thousands of hosts once does not push out its calls to other services", async () => {
  const story = new Story();
  const root = story.span("crawler", "server");
  story.call(root, "index");
  for (let index = 0; index < 5_100; index++)
    story.span("crawler", "client", { parent: root, attributes: { ...HTTP, "server.address": `host-${index}.example` } });
  const map = await story.stored();
  expect(map.edges).toHaveLength(5_000);
  expect(map.edges.map(({ to }) => to)).toContain("index");
  expect(map.notes.map(({ code }) => code)).toEqual(["edges_cut"]);
  expect(map.nodes.length).toBeLessThanOrEqual(5_002);
});

test("a map reads only the partitions and the ten minutes that have to do with its range", async () => {
  const story = new Story();
  story.call(story.span("gateway", "server"), "cart");
  await story.stored();
  store.statements = [];
  await readServiceMap(store.run, { range: { from: story.from, to: story.from + HOUR }, deadline: performance.now() + 20_000 });
  const joins = store.statements.filter(({ sql }) => sql.includes("JOIN"));
  expect(joins).toHaveLength(1);
  for (const { sql, params } of joins) {
    const plan = await store.run<{ explain: string }>({ sql: `EXPLAIN indexes = 1 ${sql}`, params });
    const parts = plan.flatMap(({ explain }) => [...(/Parts: (\d+)\/(\d+)/.exec(explain)?.slice(1).map(Number) ?? [])]);
    const text = plan.map(({ explain }) => explain).join("\n");
    expect(text).toContain("toStartOfTenMinutes(time)");
    expect(Math.min(...parts)).toBeLessThan(Math.max(...parts));
  }
});

/** A map of the story's hour by a cache, and whether spans were joined for it. */
async function mapBy(cache: CallCache, { from }: Story): Promise<{ edges: string[]; joined: boolean }> {
  store.takeSql();
  const range = { from, to: from + HOUR };
  const map = await readServiceMap(store.run, { range, deadline: performance.now() + 20_000, cache });
  return { edges: edges({ ...map, nodes: [], edges: [...map.edges], notes: [] }), joined: store.takeSql().includes("JOIN") };
}

test("an hour that is over is read once, and again when spans came late, in it or around it", async () => {
  const story = new Story();
  const cache = new CallCache();
  const root = story.span("gateway", "server");
  story.call(root, "cart");
  const late = traceId(++ids);
  story.span("catalog", "server", { traceId: late, parentId: spanId(900_001) });
  await story.stored();
  const one = ["gateway cart call http 1 0"];
  expect(await mapBy(cache, story)).toEqual({ edges: one, joined: true });
  expect(await mapBy(cache, story)).toEqual({ edges: one, joined: false });
  // The caller of catalog comes last: it had begun before the hour, and it ran that long.
  const job = { traceId: late, spanId: spanId(900_001), service: "job", kind: "internal", time: story.from - 30n * MINUTE, duration: HOUR };
  await store.insertSpans([job]);
  const both = ["gateway cart call http 1 0", "job catalog call  1 0"];
  expect(await mapBy(cache, story)).toEqual({ edges: both, joined: true });
  expect(await mapBy(cache, story)).toEqual({ edges: both, joined: false });
});

test("when there is too much to keep, the oldest hours are forgotten", async () => {
  const cache = new CallCache(2);
  const stories = [new Story(), new Story(), new Story()] as const; // the newest first
  for (const story of stories) {
    story.call(story.span("gateway", "server"), "cart");
    await story.stored();
  }
  const joins = async () => {
    const joined: boolean[] = [];
    for (const story of stories) joined.push((await mapBy(cache, story)).joined);
    return joined;
  };
  expect(await joins()).toEqual([true, true, true]);
  expect(await joins()).toEqual([false, false, true]);
});

test("when the time is over, the newest hours are there and how far back they reach is told", async () => {
  const story = new Story();
  story.call(story.span("gateway", "server"), "newer");
  story.call(story.span("gateway", "server", { time: story.from - HOUR }), "older", { time: story.from - HOUR });
  await story.stored();
  const range = { from: story.from - 2n * HOUR, to: story.from + HOUR };
  const cut = await readServiceMap(store.run, { range, deadline: performance.now() });
  expect(cut.edges.map(({ to }) => to)).toEqual(["newer"]);
  expect(cut.readFrom).toBe(story.from);
  const whole = await readServiceMap(store.run, { range, deadline: performance.now() + 20_000 });
  expect(whole.edges.map(({ to }) => to)).toEqual(["newer", "older"]);
  expect(whole.readFrom).toBeUndefined();
});

test("an hour with very many spans is read in pieces", async () => {
  const story = new Story();
  story.call(story.span("gateway", "server"), "cart");
  await story.stored();
  // Rates of spans that are not there.
  await store.clickhouse.command(
    "INSERT INTO red (minute, service, name, kind, calls) SELECT fromUnixTimestamp64Nano({time:Int64}, 'UTC'), 'many', 'many', 'internal', 9000000",
    { params: { time: String(story.from + 5n * MINUTE) } },
  );
  store.takeSql();
  const range = { from: story.from, to: story.from + HOUR };
  const { edges: found } = await readServiceMap(store.run, { range, deadline: performance.now() + 20_000 });
  expect(found.map(({ to, calls }) => [to, calls])).toEqual([["cart", 1]]);
  expect(store.takeSql()).toContain("JOIN");
});
