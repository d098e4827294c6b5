import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ClickHouse, type ClickHouseOptions, migrate } from "@throughline/clickhouse";
import { CLUSTER, Shards } from "../tests/kit/shards.ts";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { encoderOf } from "./kit/encoder.ts";
import { ProcessCost } from "./kit/process-cost.ts";
import { Report } from "./kit/report.ts";
import { RETENTION } from "./kit/retention.ts";
import { spread } from "./kit/statistics.ts";
import { type RecordedRequest, recordLogs, recordTraces } from "./workload.ts";
import { profileRequests } from "./workload/profiles.ts";

const SIGNALS = ["traces", "logs", "profiles"] as const;
type Signal = (typeof SIGNALS)[number];

const SHARDS = 2;
/** What one insert of the collector holds under load. */
const ROWS_PER_INSERT = 50_000;

interface Cost {
  /** CPU seconds per million rows: of checking and encoding, and of ClickHouse with its merges. */
  readonly encoder: number[];
  readonly machine: number[];
  readonly cluster: number[];
  rows: number;
}

/** What rows cost in a cluster, beside one machine: from this the guide reckons how many machines a load needs. */
export const cluster: Benchmark = {
  claim: "CPU for a million spans, log records and samples, on one machine and on two shards",
  async run(args) {
    const { rows, rounds } = numbers(args, { rows: 400_000, rounds: 3 });
    const [alone, shards] = [await Shards.start(1), await Shards.start(SHARDS)];
    try {
      const costs = new Map<Signal, Cost>();
      for (const signal of SIGNALS) costs.set(signal, { encoder: [], machine: [], cluster: [], rows: 0 });
      for (let round = -1; round < rounds; round++)
        for (const signal of SIGNALS) {
          const requests = requestsOf(signal, round < 0 ? ROWS_PER_INSERT : rows, round);
          const cost = round < 0 ? { encoder: [], machine: [], cluster: [], rows: 0 } : (costs.get(signal) as Cost);
          await measure(signal, requests, cost, { alone, shards });
        }
      publish(args, rounds, costs);
    } finally {
      await alone.stop();
      await shards.stop();
    }
  },
};

function requestsOf(signal: Signal, items: number, round: number): readonly RecordedRequest[] {
  const start = BigInt(Date.now() - 7_200_000) * 1_000_000n;
  const workload = { seed: 10 + round, items, itemsPerRequest: 500, start, itemsPerSecond: 1_000 };
  if (signal === "traces") return recordTraces(workload);
  return signal === "logs" ? recordLogs(workload) : [...profileRequests({ samples: items, start })];
}

async function measure(
  signal: Signal,
  requests: readonly RecordedRequest[],
  cost: Cost,
  { alone, shards }: { alone: Shards; shards: Shards },
): Promise<void> {
  const encoder = encoderOf(signal);
  const batches = [];
  const start = process.cpuUsage();
  for (const batch of batchesOf(requests)) {
    for (const { bytes } of batch) encoder.check(bytes);
    const { blocks, companions, rows } = encoder.encode(batch);
    batches.push({
      rows,
      blocks: blocks.map((block) => block.slice()),
      companions: companions.map(({ table, block }) => ({ table, block: block.slice() })),
    });
  }
  const { user, system } = process.cpuUsage(start);
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  cost.rows = rows;
  cost.encoder.push((user + system) / rows);
  for (const [servers, costs] of [
    [alone, cost.machine],
    [shards, cost.cluster],
  ] as const) {
    const database = `bench_${randomUUID().replaceAll("-", "")}`;
    const options = optionsOf(servers, database);
    await migrate(options, { retention: RETENTION });
    const clickhouse = new ClickHouse(options);
    const processes = servers.shards.map(({ pid }) => new ProcessCost(pid));
    const cpu = () => processes.reduce((sum, each) => sum + each.cpuSeconds(), 0);
    const before = cpu();
    for (const { blocks, companions } of batches) {
      for (const { table, block } of companions) await clickhouse.insertNative(table, [block], randomUUID());
      await clickhouse.insertNative(encoder.table, blocks, randomUUID());
    }
    await settled(servers);
    costs.push(((cpu() - before) / rows) * 1e6);
    await clickhouse.close();
    for (const shard of servers.shards) await shard.sql(`DROP DATABASE ${database} SYNC`);
  }
}

/** One server is spoken to as one machine. */
function optionsOf({ shards }: Shards, database: string): ClickHouseOptions {
  const urls = shards.map(({ url }) => url);
  const options = { url: urls[0] as string, username: "default", password: "", database };
  return urls.length === 1 ? options : { ...options, cluster: { name: CLUSTER, urls } };
}

function* batchesOf(requests: readonly RecordedRequest[]): Generator<RecordedRequest[]> {
  let batch: RecordedRequest[] = [];
  let items = 0;
  for (const request of requests) {
    batch.push(request);
    items += request.items;
    if (items < ROWS_PER_INSERT) continue;
    yield batch;
    batch = [];
    items = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Resolves when no merge has run for a second. */
async function settled({ shards }: Shards): Promise<void> {
  for (let quiet = 0; quiet < 10;) {
    const merges = await Promise.all(shards.map((shard) => shard.sql<{ n: string }>("SELECT count() AS n FROM system.merges")));
    quiet = merges.every(([row]) => Number(row?.n) === 0) ? quiet + 1 : 0;
    await sleep(100);
  }
}

const NAMES: Readonly<Record<Signal, string>> = { traces: "spans", logs: "log records", profiles: "samples" };

function publish(args: readonly string[], rounds: number, costs: ReadonlyMap<Signal, Cost>): void {
  const report = new Report("cluster", "What rows cost in a cluster", ["cluster", ...args]);
  report.text(
    `CPU seconds per million rows. ${rounds} rounds taking turns after one to warm up, ${ROWS_PER_INSERT} rows an insert; ClickHouse with the merges that a run leaves behind. ` +
      `In the cluster one of ${SHARDS} shards is spoken to, and passes on what belongs to the other; the CPU is that of both.`,
  );
  report.table(
    ["", "rows a run", "check and encode", "ClickHouse, one machine", `ClickHouse, ${SHARDS} shards`],
    [...costs].map(([signal, { rows, encoder, machine, cluster: both }]) => [
      NAMES[signal],
      String(rows),
      spread(encoder, 2),
      spread(machine, 1),
      spread(both, 1),
    ]),
  );
  report.publish();
}
