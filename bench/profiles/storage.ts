import { createQueryApi } from "@throughline/query-api";
import { Engine } from "../kit/engine.ts";
import { Report } from "../kit/report.ts";
import { RETENTION } from "../kit/retention.ts";
import { median, spread } from "../kit/statistics.ts";
import type { ProfileArguments } from "../profiles.ts";
import { mergeAll, tableSizes } from "../storage/sizes.ts";
import { type Filled, fillSamples } from "./fill-samples.ts";
import { fillFolded, foldedFlameGraph } from "./folded-table.ts";

const ROUNDS = 7;
const HOUR = 3_600_000_000_000n;

/** Tables that hold samples; what others hold of their traces is held of their spans as well. */
const OURS: ReadonlySet<string> = new Set(["samples", "stacks", "frames"]);

interface Way {
  readonly name: string;
  readonly question: string;
  readonly run: () => Promise<void>;
  readonly millis: number[];
  /** Milliseconds of the engine's and of this process's CPU. */
  readonly cpu: number[];
}

/** Bytes a sample, samples ingested per CPU-second, and flame graphs of a service-hour and of a span, beside a table of folded text. */
export async function storage(args: ProfileArguments): Promise<void> {
  const engine = await Engine.start();
  try {
    const clickhouse = await engine.ourDatabase("profiles");
    const start = BigInt(Date.now()) * 1_000_000n - 3n * HOUR;
    const filled = await fillSamples(engine, clickhouse, { samples: args.samples, start });
    await mergeAll(clickhouse);
    await fillFolded(clickhouse, filled.services);
    // A gigabyte of text takes longer than a client waits; the engine goes on.
    await clickhouse.command("OPTIMIZE TABLE folded FINAL").catch((error: Error) => {
      if (!/timeout/i.test(error.message)) throw error;
    });
    await engine.settled();
    const ways = await compare(engine, filled, args.rounds ?? ROUNDS);
    publish(args, filled, await tableSizes(clickhouse), ways);
  } finally {
    await engine.stop();
  }
}

async function compare(engine: Engine, { slow, end }: Filled, rounds: number): Promise<readonly Way[]> {
  const clickhouse = engine.client("profiles");
  const api = createQueryApi({ host: "127.0.0.1", port: 0, clickhouse: engine.options("profiles"), retention: RETENTION, tokens: [] });
  await api.start();
  const ask = async (query: string): Promise<void> => {
    const response = await fetch(`${api.url}/api/v1/flamegraph?${query}`);
    const text = await response.text();
    if (!response.ok || text.length < 1_000) throw new Error(`Cannot use the answer to ${query}: ${response.status} ${text.slice(0, 200)}`);
  };
  const params = { from: String(end - HOUR), to: String(end), ...slow };
  const range = "time >= fromUnixTimestamp64Nano({from:Int64}, 'UTC') AND time < fromUnixTimestamp64Nano({to:Int64}, 'UTC')";
  const fold = async (condition: string): Promise<void> => {
    if ((await foldedFlameGraph(clickhouse, condition, params)).length < 1_000) throw new Error(`Cannot find samples where ${condition}`);
  };
  const way = (question: string, name: string, run: () => Promise<void>): Way => ({ question, name, run, millis: [], cpu: [] });
  const ways = [
    way("a service-hour", "**ours**, `GET /api/v1/flamegraph?service=`", () =>
      ask(`service=${slow.service}&start=${end - HOUR}&end=${end}`),
    ),
    way("a service-hour", "folded text", () => fold(`service = {service:String} AND ${range}`)),
    way("one span", "**ours**, `?traceId=&spanId=&descendants=false`", () =>
      ask(`traceId=${slow.traceId}&spanId=${slow.spanId}&descendants=false`),
    ),
    way("one span", "folded text", () =>
      fold("span_id = toFixedString(unhex({spanId:String}), 8) AND trace_id = toFixedString(unhex({traceId:String}), 16)"),
    ),
  ];
  try {
    for (let round = -2; round < rounds; round++)
      for (const { run, millis, cpu } of ways) {
        const before = { at: performance.now(), engine: engine.cost.cpuSeconds(), own: process.cpuUsage() };
        await run();
        const took = performance.now() - before.at;
        const { user, system } = process.cpuUsage(before.own);
        if (round < 0) continue;
        millis.push(took);
        cpu.push((engine.cost.cpuSeconds() - before.engine) * 1_000 + (user + system) / 1_000);
      }
  } finally {
    await api.stop();
  }
  return ways;
}

function publish(args: ProfileArguments, filled: Filled, sizes: Awaited<ReturnType<typeof tableSizes>>, ways: readonly Way[]): void {
  const { samples, encoderCpu, engineCpu } = filled;
  const bytes = (table: string): number => sizes.find((size) => size.table === table)?.total ?? 0;
  const ours = [...OURS].reduce((sum, table) => sum + bytes(table), 0) / samples;
  const folded = bytes("folded") / samples;
  const ratio = (question: string): string => {
    const [mine, theirs] = ways.filter((way) => way.question === question);
    return (median(mine?.millis ?? []) / median(theirs?.millis ?? [])).toFixed(2);
  };
  const report = new Report("profiles-storage", "Stack samples", ["profiles", ...args.given]);
  report.text(
    `**${ours.toFixed(1)} bytes a sample, against ${folded.toFixed(1)} as folded text** (${(ours / folded).toFixed(2)} ×). ` +
      `**Flame graph of a service-hour ${ratio("a service-hour")} ×, of one span ${ratio("one span")} ×** the time that a table of folded text takes. ` +
      `**${Math.round(samples / (encoderCpu + engineCpu) / 1_000)} k samples a CPU-second**, encoder and engine together. ` +
      `${samples} samples of ${filled.services.length} services at 99 Hz, 3 000 stacks of 15 to 50 frames each; 60 % of the samples belong to spans.`,
  );
  report.table(
    ["flame graph of", "by", "ms", "ms of CPU, engine and Node"],
    ways.map(({ question, name, millis, cpu }) => [question, name, spread(millis, 0), spread(cpu, 0)]),
  );
  report.table(
    ["table", "rows", "bytes a sample", "of it skip indexes"],
    sizes
      .filter(({ rows }) => rows > 0)
      .map(({ table, rows, total, skipIndexes }) => [table, rows, (total / samples).toFixed(2), (skipIndexes / samples).toFixed(2)]),
  );
  report.text(
    "`correlations` says which traces an action is in: spans and log records of the same traces write the same rows, which become one. " +
      `Ingest, CPU seconds per million samples: ${((encoderCpu / samples) * 1e6).toFixed(2)} to check and encode OTLP, ${((engineCpu / samples) * 1e6).toFixed(2)} in the engine with merges.`,
  );
  report.finish(args.printOnly);
}
