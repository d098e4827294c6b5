import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { ApiError, createApiClient } from "@throughline/api";
import { SCHEMA_VERSION } from "@throughline/clickhouse";
import { ClusterProgram } from "../kit/cluster-programs.ts";
import { type Load, startLoad } from "../kit/load.ts";
import { logs, newTraceId, nowNano, sendJson, span, traces } from "../kit/otlp.ts";
import { type Shard, Shards } from "../kit/shards.ts";
import { until } from "../kit/until.ts";

/** Two shards, two collectors that take turns as behind a load balancer, one query API. Each test ends in ClickHouse itself. */
const LOAD = { senders: 3, spansPerRequest: 100 };
const SPANS_BETWEEN_FAULTS = 2_000;

let shards: Shards;
let collectors: ClusterProgram[] = [];
let queryApi: ClusterProgram;
let load: Load | undefined;

beforeAll(async () => {
  shards = await Shards.start(2);
  const probing = { THROUGHLINE_PROBE_INTERVAL: "5s" }; // between two, the queue is empty
  collectors = [await ClusterProgram.start("collector", shards, probing), await ClusterProgram.start("collector", shards)];
  queryApi = await ClusterProgram.start("query-api", shards);
}, 120_000);

afterEach(() => load?.stop());

afterAll(async () => {
  for (const program of [...collectors, ...(queryApi ? [queryApi] : [])]) {
    await program.stop();
    program.remove();
  }
  await shards?.stop();
});

function underLoad(): Load {
  let turn = 0;
  load = startLoad({ ...LOAD, pauseMs: 20, otlpHttp: () => (collectors[turn++ % collectors.length] as ClusterProgram).otlpHttp });
  return load;
}

function more(running: Load): Promise<true> {
  const before = running.acknowledged.size;
  return until(
    () => (running.acknowledged.size > before + SPANS_BETWEEN_FAULTS ? true : undefined),
    () => "acknowledged spans",
    120_000,
  );
}

/** The numbers of both shards together. */
async function sum(sql: string): Promise<number> {
  let total = 0;
  for (const shard of shards.shards) total += Number((await shard.sql<{ n: string }>(`SELECT ${sql} AS n`, "throughline"))[0]?.n);
  return total;
}

/** Everything that got a 200 is there, nothing twice, and every view's target says the same. */
async function expectExactlyOnce(running: Load): Promise<void> {
  await running.stop();
  for (const collector of collectors) await collector.settled();
  const rows: string[] = [];
  for (const shard of shards.shards)
    for (const { id } of await shard.sql<{ id: string }>(
      "SELECT lower(hex(span_id)) AS id FROM spans WHERE service = 'load'",
      "throughline",
    ))
      rows.push(id);
  const stored = new Set(rows);
  expect(rows.length - stored.size).toBe(0);
  expect([...running.acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  expect(await sum("(SELECT sum(calls) FROM red WHERE service = 'load')")).toBe(rows.length);
  expect(await sum("(SELECT sum(span_count) FROM traces WHERE has(services, 'load'))")).toBe(rows.length);
  expect(await sum("(SELECT uniqExact(correlation_id) FROM correlations)")).toBe(rows.length / LOAD.spansPerRequest);
}

/** Resolves when what is sent from now on is stored on a shard. */
async function visibleOn(shard: Shard, running: Load): Promise<void> {
  const rows = async () =>
    Number((await shard.sql<{ n: string }>("SELECT count() AS n FROM spans WHERE service = 'load'", "throughline"))[0]?.n);
  for (let turn = 0; turn < 2; turn++) {
    const before = await rows();
    await more(running);
    await until(
      async () => ((await rows()) > before ? true : undefined),
      () => "spans on a shard while the other is away",
      60_000,
    );
  }
}

const client = () => createApiClient({ baseUrl: queryApi.api });

/** A trace that one shard alone holds. */
async function traceOn(shard: Shard, spans = 1): Promise<string> {
  for (;;) {
    const traceId = newTraceId();
    const all = Array.from({ length: spans }, () => span({ traceId }));
    await sendJson((collectors[0] as ClusterProgram).otlpHttp, "traces", traces("placed", all));
    await until(
      async () => ((await client().lookup({ id: traceId })).traceId ? true : undefined),
      () => `trace ${traceId}`,
      60_000,
    );
    const [row] = await shard.sql<{ n: string }>(`SELECT count() AS n FROM spans WHERE trace_id = unhex('${traceId}')`, "throughline");
    if (Number(row?.n) === spans) return traceId;
  }
}

/** Parts of the collector that probes, and the status of its `/ready`. */
async function ready(): Promise<{ status: number; parts: Record<string, { ok: boolean; detail?: string }> }> {
  const response = await fetch(`${collectors[0]?.otlpHttp}/ready`);
  return { status: response.status, ...((await response.json()) as { parts: Record<string, { ok: boolean }> }) };
}

const probed = (ok: boolean) =>
  until(
    async () => {
      const { probe } = (await ready()).parts;
      return probe?.ok === ok && probe.detail !== "none has ended yet" ? true : undefined;
    },
    () => `a probe that is ${ok ? "" : "not "}well`,
    60_000,
  );

test("what a collector writes of each signal is read back from the shards", async () => {
  await probed(true);
  expect((await ready()).parts.probe?.detail).toMatch(/^read back after \d\.\d s$/);
});

test("a shard is killed under load and comes back: nothing is lost, nothing is doubled, and answers say what they lack", async () => {
  const [first, second] = shards.shards as [Shard, Shard];
  const there = await traceOn(first);
  const large = await traceOn(first, 2_500); // so large that it is streamed
  const gone = await traceOn(second);
  const running = underLoad();
  await more(running);
  await second.kill();
  await more(running); // taken all the same
  await visibleOn(first, running);

  const services = await client().services();
  expect(services.services.map(({ name }) => name)).toContain("load");
  expect(services.notes).toEqual([
    { code: "shard_unreachable", message: "1 of 2 shards cannot be reached: what is stored there is missing" },
  ]);
  for (const traceId of [there, large])
    expect((await client().trace(traceId)).notes.map(({ code }) => code)).toContain("shard_unreachable");
  const refusal = await client()
    .trace(gone)
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiError);
  expect(refusal).toMatchObject({ status: 503, code: "shard_unreachable" });
  expect((await fetch(`${queryApi.api}/jaeger/api/traces/${gone}`)).status).toBe(503);
  const otlp = await fetch(`${queryApi.api}/api/v1/traces/${there}?format=otlp`);
  expect(otlp.headers.get("throughline-notes")).toContain("shard_unreachable");
  expect((await client().storage()).notes.map(({ code }) => code)).toEqual(["shard_unreachable"]);
  expect(await client().system()).toMatchObject({
    schema: { version: SCHEMA_VERSION, expected: SCHEMA_VERSION },
    notes: [{ code: "shard_unreachable", message: "1 of 2 servers cannot be reached: whether their schema is current is not known" }],
  });
  expect((await client().ready()).parts.shards).toEqual({ ok: true, detail: "1 of 2 answer" });
  await probed(false);
  const { status, parts } = await ready();
  expect(status).toBe(200); // a load balancer must go on sending
  expect(parts.storing).toEqual({ ok: false, detail: expect.stringContaining("a shard is away, and its part waits") });

  await second.start();
  await more(running);
  await expectExactlyOnce(running);
  await until(
    async () => ((await client().services()).notes.length === 0 ? true : undefined),
    () => "whole answers",
  );
  expect((await client().trace(gone)).spans).toHaveLength(1);
});

test("a shard that hangs under load is left out like one that refuses, whichever the query API speaks to: nothing is lost, nothing is doubled", async () => {
  const running = underLoad();
  for (const [at, shard] of shards.shards.entries()) {
    await more(running);
    shard.hang();
    try {
      const { notes } = await until(
        async () => {
          const answer = await client().services();
          return answer.notes.length > 0 ? answer : undefined;
        },
        () => "answers that say what they lack",
        30_000,
      );
      expect(notes.map(({ code }) => code)).toEqual(["shard_unreachable"]);
      const found = await client().traces({ q: '{ resource.service.name = "load" }' });
      expect(found.traces.length).toBeGreaterThan(0);
      expect(found.notes.map(({ code }) => code)).toContain("shard_unreachable");
      await visibleOn(shards.shards[1 - at] as Shard, running);
    } finally {
      shard.resume();
    }
  }
  await expectExactlyOnce(running);
  await until(
    async () => ((await client().services()).notes.length === 0 ? true : undefined),
    () => "whole answers",
  );
});

test("both shards are killed by turns under load, whichever a collector speaks to: nothing is lost, nothing is doubled", async () => {
  const running = underLoad();
  for (let turn = 0; turn < 4; turn++) {
    const shard = shards.shards[turn % 2] as Shard;
    await more(running);
    await shard.kill();
    await more(running);
    await shard.start();
  }
  await expectExactlyOnce(running);
});

test("both shards are away at once under load: what one had stored when it was killed is not stored again", async () => {
  const [first, second] = shards.shards as [Shard, Shard];
  const running = underLoad();
  await more(running);
  await second.kill();
  await visibleOn(first, running);
  await first.kill();
  await more(running);
  await first.start();
  await visibleOn(first, running);
  await second.start();
  await expectExactlyOnce(running);
});

test("a rolling restart of two collectors under load loses nothing and doubles nothing", async () => {
  const running = underLoad();
  for (let turn = 0; turn < 4; turn++) {
    const collector = collectors[turn % 2] as ClusterProgram;
    await more(running);
    expect(await collector.stop()).toBe(0);
    await more(running); // the other takes them
    await collector.run();
  }
  await expectExactlyOnce(running);
});

test("a live tail shows what arrives on every shard, once, and goes on where a shard was away", async () => {
  const [first, second] = shards.shards as [Shard, Shard];
  const shown: string[] = [];
  const notes: string[] = [];
  const stop = new AbortController();
  const reading = (async () => {
    for await (const event of client().tail({ service: "tailed" }, { signal: stop.signal })) {
      if (event.type === "note") notes.push(event.note.message);
      else if (event.type === "log") shown.push(String(event.log.body));
    }
  })().catch(() => {});
  let sent = 0;
  /** Log records of traces of their own, so that they are spread. */
  const send = async (count: number) => {
    const records = Array.from({ length: count }, () => ({
      timeUnixNano: nowNano(),
      traceId: newTraceId(),
      body: { stringValue: `line ${sent++}` },
    }));
    expect(await sendJson((collectors[sent % 2] as ClusterProgram).otlpHttp, "logs", logs("tailed", records))).toMatchObject({
      status: 200,
    });
  };
  const all = (from: number) =>
    until(
      () =>
        Array.from({ length: sent - from }, (_, index) => `line ${from + index}`).every((line) => shown.includes(line)) ? true : undefined,
      () => `lines ${from} to ${sent}: ${shown.length} were shown`,
      60_000,
    );
  await until(
    async () => {
      await send(1);
      return shown.length > 0 ? true : undefined;
    },
    () => "the tail to begin",
    60_000,
  );
  const begun = sent;
  for (let round = 0; round < 5; round++) await send(20);
  await all(begun);
  await second.kill();
  await until(
    () => (notes.includes("A shard of the cluster cannot be reached: what arrives there will be shown when it can") ? true : undefined),
    () => "the tail to say that a shard is away",
    60_000,
  );
  await send(40);
  await second.start();
  await all(begun);
  await first.kill();
  await first.start();
  await send(40);
  await all(begun);
  stop.abort();
  await reading;
  expect(new Set(shown).size).toBe(shown.length);
});
