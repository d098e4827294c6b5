import { randomUUID } from "node:crypto";
import type { ClickHouse } from "@throughline/clickhouse";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { encoderOf } from "./kit/encoder.ts";
import { Engine } from "./kit/engine.ts";
import { Report } from "./kit/report.ts";
import { median, spread } from "./kit/statistics.ts";
import { recordTraces } from "./workload.ts";

interface Way {
  readonly name: string;
  run(): Promise<void>;
  readonly cpuPerMillion: number[];
}

/** What an insert of our blocks costs ClickHouse, beside what storing the same rows costs when they are in its memory already. */
export const server: Benchmark = {
  claim: "ClickHouse's CPU for an insert of our Native blocks, against INSERT SELECT from memory",
  async run(args) {
    const { spans, rounds } = numbers(args, { spans: 100_000, rounds: 5 });
    const engine = await Engine.start();
    try {
      const rows = await compare(engine, spans, rounds);
      publish(args, rows.stored, rounds, rows.ways);
    } finally {
      await engine.stop();
    }
  },
};

async function compare(engine: Engine, spans: number, rounds: number): Promise<{ stored: number; ways: readonly Way[] }> {
  const encoder = encoderOf("traces");
  const start = BigInt(Date.now() - 3_600_000) * 1_000_000n;
  const { rows, blocks, resources } = encoder.encode(recordTraces({ items: spans, itemsPerRequest: 500, start, itemsPerSecond: 1_000 }));
  const native = await engine.ourDatabase("by_native");
  const copied = await engine.ourDatabase("by_select");
  for (const database of [native, copied]) {
    await database.insertNative("resources", resources, randomUUID());
    await database.command("SYSTEM STOP MERGES");
  }
  await copied.command("CREATE TABLE memory AS spans ENGINE = Memory");
  await copied.insertNative("memory", blocks, randomUUID());
  await native.command("CREATE TABLE alone AS spans");
  await native.command("CREATE TABLE nothing AS spans ENGINE = Null");
  const settings = { insert_deduplication_token: "", async_insert: 0 } as const;
  const ways: Way[] = [
    {
      name: "INSERT SELECT from a Memory table, all tables and views",
      run: () =>
        copied.command("INSERT INTO spans SELECT * FROM memory", { settings: { ...settings, insert_deduplication_token: randomUUID() } }),
      cpuPerMillion: [],
    },
    {
      name: "**our Native blocks, all tables and views**",
      run: () => native.insertNative("spans", blocks, randomUUID()),
      cpuPerMillion: [],
    },
    {
      name: "our Native blocks, table of spans alone, without views",
      run: () => native.insertNative("alone", blocks, randomUUID()),
      cpuPerMillion: [],
    },
    {
      name: "our Native blocks, read and dropped (table of engine Null)",
      run: () => native.insertNative("nothing", blocks, randomUUID()),
      cpuPerMillion: [],
    },
  ];
  for (let round = -1; round < rounds; round++)
    for (const way of ways) {
      await forget(native, copied);
      const before = engine.cost.cpuSeconds();
      await way.run();
      const spent = engine.cost.cpuSeconds() - before;
      if (round >= 0) way.cpuPerMillion.push((spent / rows) * 1e6);
    }
  return { stored: rows, ways };
}

/** Each round starts with empty tables: merges are stopped, and parts would pile up. */
async function forget(...databases: readonly ClickHouse[]): Promise<void> {
  for (const database of databases)
    for (const table of ["spans", "traces", "correlations", "red", "alone"])
      await database.command(`TRUNCATE TABLE IF EXISTS ${table} SYNC`);
}

function publish(args: readonly string[], rows: number, rounds: number, ways: readonly Way[]): void {
  const limit = median(ways[0]?.cpuPerMillion ?? []);
  const ours = median(ways[1]?.cpuPerMillion ?? []);
  const report = new Report("server", "Server side of an insert", ["server", ...args]);
  report.text(
    `**${((100 * limit) / ours).toFixed(0)} % of the limit**: what INSERT SELECT from memory costs, divided by what our blocks cost. ` +
      `${rows} spans an insert, ${rounds} rounds taking turns, merges stopped; CPU of the engine's process.`,
  );
  report.table(
    ["way", "share of the limit", "CPU seconds per million spans"],
    ways.map(({ name, cpuPerMillion }) => [name, `${((100 * limit) / median(cpuPerMillion)).toFixed(0)} %`, spread(cpuPerMillion, 2)]),
  );
  report.publish();
}
