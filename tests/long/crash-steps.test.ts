import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ClickHouse, EmbeddedClickHouse } from "@throughline/clickhouse";
import { open } from "lmdb";
import { ClickHouseProxy } from "../kit/clickhouse-proxy.ts";
import { newSpanId, newTraceId, nowNano, sendJson, span, text, traces } from "../kit/otlp.ts";
import { profiles } from "../kit/profiles.ts";
import { Program } from "../kit/program.ts";
import { temporaryDirectory } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

const directory = temporaryDirectory();
const engine = new EmbeddedClickHouse(directory);
const directories = [directory];
let proxy: ClickHouseProxy;
let databases = 0;

beforeAll(async () => {
  await engine.start();
  proxy = await ClickHouseProxy.start(engine.url);
});

afterEach(() => {
  proxy.hooks = {};
});

afterAll(async () => {
  await proxy?.stop();
  await engine.stop();
  for (const path of directories) rmSync(path, { recursive: true, force: true });
});

/** A collector with a data directory and a database of its own, which a killed one's successor takes over. */
function place() {
  const data = temporaryDirectory();
  directories.push(data);
  const database = `crash_${databases++}`;
  const env = {
    CLICKHOUSE_URL: proxy.url,
    CLICKHOUSE_USER: engine.username,
    CLICKHOUSE_PASSWORD: engine.password,
    CLICKHOUSE_DATABASE: database,
    THROUGHLINE_DATA: data,
    THROUGHLINE_OTLP_HTTP_PORT: "0",
    THROUGHLINE_OTLP_GRPC_PORT: "0",
  };
  const start = async () => {
    const program = Program.node(["services/collector/src/main.ts"], env);
    const [, json = ""] = await program.line(/^throughline ready (\{.*\})$/);
    const { otlpHttp } = JSON.parse(json) as { otlpHttp: string };
    return { program, otlpHttp };
  };
  return { start, database, data };
}

/** A signal: requests of so many items, and how many there are of them in ClickHouse, everywhere that they leave something. */
const SIGNALS = {
  traces: {
    table: "spans",
    request: (count: number) =>
      traces(
        "crash",
        Array.from({ length: count }, () =>
          span({ traceId: newTraceId(), spanId: newSpanId(), attributes: [text("correlation.id", newSpanId())] }),
        ),
      ),
    counts: `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(trace_id, span_id)) AS distinct,
      (SELECT toUInt32(sum(span_count)) FROM traces) AS traces, (SELECT toUInt32(sum(calls)) FROM red) AS red, (SELECT toUInt32(sum(arraySum(mapValues(durations)))) FROM red) AS durations,
      (SELECT toUInt32(uniqExact(correlation_id)) FROM correlations) AS correlations FROM spans`,
    all: (count: number) => ({ rows: count, distinct: count, traces: count, red: count, durations: count, correlations: count }),
  },
  profiles: {
    table: "samples",
    request: (count: number) =>
      profiles(
        "crash",
        Array.from({ length: count }, () => ({
          stack: [{ function: "main" }, { function: newSpanId() }],
          values: [1],
          times: [nowNano()],
          link: { traceId: newTraceId(), spanId: newSpanId() },
          attributes: { "correlation.id": { stringValue: newSpanId() } },
        })),
      ),
    counts: `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(trace_id, span_id)) AS distinct,
      (SELECT toUInt32(uniqExact(stack)) FROM stacks WHERE stack IN (SELECT stack FROM samples)) AS stacks,
      (SELECT toUInt32(uniqExact(frame)) FROM frames WHERE frame IN (SELECT arrayJoin(frames) FROM stacks)) AS frames,
      (SELECT toUInt32(uniqExact(correlation_id)) FROM correlations WHERE trace_id IN (SELECT trace_id FROM samples)) AS correlations FROM samples`,
    all: (count: number) => ({ rows: count, distinct: count, stacks: count, frames: count + 1, correlations: count }),
  },
} as const;

describe.each(["traces", "profiles"] as const)("%s", (signal) => {
  const { table, request, all, counts: sql } = SIGNALS[signal];

  beforeEach(() => {
    proxy.table = table;
  });

  /** Waits until the queue is empty, and counts in ClickHouse itself: the table, what is distinct in it, and every view's target. */
  async function counts(otlpHttp: string, database: string): Promise<object | undefined> {
    await until(
      async () => {
        const metrics = await (await fetch(`${otlpHttp}/metrics`)).text();
        return metrics.split("\n").some((line) => line.endsWith(`queue_bytes{signal="${signal}"} 0`)) ? true : undefined;
      },
      () => "an empty queue",
      60_000,
    );
    const clickhouse = new ClickHouse({ url: engine.url, username: engine.username, password: engine.password, database });
    const [row] = await clickhouse.query<object>(sql);
    await clickhouse.close();
    return row;
  }

  /** Resolves when a hook is reached; the hook itself never comes back: the collector is killed there. */
  function reached(): { hook: () => Promise<boolean>; promise: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    return {
      promise,
      hook: () => {
        resolve();
        return new Promise(() => {});
      },
    };
  }

  test("killed right after the queue's commit, when the sender has its 200 and nothing has gone out", async () => {
    const { start, database } = place();
    const first = await start();
    expect((await sendJson(first.otlpHttp, signal, request(50))).status).toBe(200);
    await first.program.kill("SIGKILL");
    const second = await start();
    expect(await counts(second.otlpHttp, database)).toEqual(all(50));
    await second.program.kill("SIGTERM");
  });

  test("killed when the boundary is written and the insert has not reached ClickHouse", async () => {
    const { start, database } = place();
    const first = await start();
    const step = reached();
    proxy.hooks = { before: step.hook };
    for (let index = 0; index < 5; index++) expect((await sendJson(first.otlpHttp, signal, request(20))).status).toBe(200);
    await step.promise;
    expect((await sendJson(first.otlpHttp, signal, request(20))).status).toBe(200); // for the batch behind
    await first.program.kill("SIGKILL");
    proxy.hooks = {};
    const second = await start();
    expect(await counts(second.otlpHttp, database)).toEqual(all(120));
    await second.program.kill("SIGTERM");
  });

  test("killed when ClickHouse has stored the insert and its acknowledgement is on the way", async () => {
    const { start, database } = place();
    const first = await start();
    const step = reached();
    proxy.hooks = { after: step.hook };
    expect((await sendJson(first.otlpHttp, signal, request(50))).status).toBe(200);
    await step.promise;
    await first.program.kill("SIGKILL");
    proxy.hooks = {};
    const second = await start();
    expect(await counts(second.otlpHttp, database)).toEqual(all(50));
    await second.program.kill("SIGTERM");
  });

  test("killed when the insert is stored, and started again so late that ClickHouse may have forgotten its token: it is asked what is there", async () => {
    const { start, database, data } = place();
    const first = await start();
    const step = reached();
    proxy.hooks = { after: step.hook };
    expect((await sendJson(first.otlpHttp, signal, request(50))).status).toBe(200);
    await step.promise;
    await first.program.kill("SIGKILL");
    proxy.hooks = {};
    const queue = open({ path: join(data, "collector/queue"), maxDbs: 32 });
    const batches = queue.openDB<{ token: string; since: number }, string>({ name: `${signal}.batch` });
    const boundary = batches.get("current");
    // Three hours ago, and under a token that ClickHouse does not know (any more): only the comparison can tell.
    await batches.put("current", { ...boundary, token: randomUUID(), since: Date.now() - 3 * 3_600_000 });
    await queue.close();
    const second = await start();
    expect(await counts(second.otlpHttp, database)).toEqual(all(50));
    await second.program.kill("SIGTERM");
  });

  test("killed as the acknowledgement arrives, before or while the batch is removed, many times", async () => {
    const { start, database } = place();
    const sent = 8;
    let unanswered = 0;
    for (let round = 0; round < sent; round++) {
      const one = await start();
      const delivered = Promise.withResolvers<void>();
      proxy.hooks = {
        after: async () => {
          // The answer goes out; the kill follows it by more and more.
          setTimeout(() => {
            one.program.child.kill("SIGKILL");
            delivered.resolve();
          }, round);
          return true;
        },
      };
      // On a busy machine the kill may overtake the 200 on its way.
      const answer = await sendJson(one.otlpHttp, signal, request(10)).catch(() => undefined);
      if (answer === undefined) unanswered += 10;
      else expect(answer.status).toBe(200);
      await delivered.promise;
      await one.program.ended();
      proxy.hooks = {};
    }
    const last = await start();
    const found = (await counts(last.otlpHttp, database)) as { rows: number };
    expect(found.rows).toBeGreaterThanOrEqual(sent * 10 - unanswered);
    expect(found).toEqual(all(found.rows));
    await last.program.kill("SIGTERM");
  });

  test("an acknowledgement that is lost again and again does not store anything twice", async () => {
    const { start, database } = place();
    const one = await start();
    const before = proxy.stored;
    let losses = 0;
    proxy.hooks = { after: async () => losses++ >= 3 };
    expect((await sendJson(one.otlpHttp, signal, request(50))).status).toBe(200);
    expect(await counts(one.otlpHttp, database)).toEqual(all(50));
    expect(proxy.stored - before).toBe(4);
    expect(one.program.stderr).toMatch(
      new RegExp(
        `^throughline collector: ${signal} wait in the queue, they cannot be stored: .*\nthroughline collector: ${signal} are stored again\n$`,
      ),
    );
    await one.program.kill("SIGTERM");
  });

  test("killed in a loop under load, at any step, nothing that got a 200 is lost and nothing is stored twice", async () => {
    const { start, database } = place();
    let acknowledged = 0;
    let unanswered = 0;
    for (let round = 0; round < 10; round++) {
      const one = await start();
      const end = Date.now() + 200 + 150 * round;
      const sender = async () => {
        while (Date.now() < end) {
          const answer = await sendJson(one.otlpHttp, signal, request(10)).catch(() => undefined);
          if (answer?.status === 200) acknowledged += 10;
          else unanswered += 10;
        }
      };
      const senders = [sender(), sender(), sender()];
      await Promise.race(senders);
      await one.program.kill("SIGKILL");
      await Promise.all(senders);
    }
    const last = await start();
    const found = (await counts(last.otlpHttp, database)) as { rows: number };
    // What was being sent at a kill may have been taken without an answer.
    expect(found.rows).toBeGreaterThanOrEqual(acknowledged);
    expect(found.rows).toBeLessThanOrEqual(acknowledged + unanswered);
    expect(found).toEqual(all(found.rows));
    await last.program.kill("SIGTERM");
  });
});
