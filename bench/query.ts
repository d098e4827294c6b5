import { cpus, loadavg } from "node:os";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { Engine } from "./kit/engine.ts";
import { Report } from "./kit/report.ts";
import { median } from "./kit/statistics.ts";
import { pickAsked } from "./query/asked.ts";
import { measure, type Measured, type Side } from "./query/measure.ts";
import { Stores } from "./query/stores.ts";
import { type TableSize, tableSizes } from "./storage/sizes.ts";

const DAY = 86_400_000_000_000n;
/** After how many days it is measured how answers grow. */
const STAGES = [1, 3];

interface Stage {
  readonly days: number;
  readonly spans: number;
  readonly measured: readonly Measured[];
}

/** Questions to our HTTP API and to the schema of OpenTelemetry's ClickHouse exporter, over the same spans and log records on the same engine. */
export const query: Benchmark = {
  claim: "answers to what users ask, against SQL on the ClickHouse exporter's schema (--spans=6700000 --days=1 --rounds=21)",
  async run(args) {
    const { spans, days, rounds } = numbers(args, { spans: 6_700_000, days: 1, rounds: 21 });
    const engine = await Engine.start();
    try {
      const stores = await Stores.create(engine);
      const to = ((BigInt(Date.now()) * 1_000_000n) / DAY) * DAY; // the last midnight
      const stages: Stage[] = [];
      let filled = 0;
      for (const stage of [...STAGES.filter((early) => early < days), days]) {
        const say = (done: string) => process.stderr.write(`bench: ${stage} of ${days} days: ${done}\n`);
        // The newest day first, so that the last hour and day are the same at every stage.
        for (; filled < stage; filled++) {
          const end = to - BigInt(filled) * DAY;
          await stores.fill({ from: end - DAY, to: end, spans: Math.ceil(spans / days) }, say);
        }
        const asked = await pickAsked(stores.ours, to - BigInt(stage) * DAY, to, rounds);
        stages.push({ days: stage, spans: stores.spans, measured: await measure(stores, asked, say) });
      }
      publish(args, stages, stores, rounds, await tableSizes(stores.ours), await tableSizes(stores.theirs));
    } finally {
      await engine.stop();
    }
  },
};

function publish(
  args: readonly string[],
  stages: readonly Stage[],
  { spans, logs }: Stores,
  rounds: number,
  ours: readonly TableSize[],
  theirs: readonly TableSize[],
): void {
  const { days, measured } = stages.at(-1) as Stage;
  const over = days === 1 ? "one day" : `${days} days`;
  const report = new Report(`query-${days}`, `Questions over ${(spans / 1e6).toFixed(1)} million spans of ${over}`, ["query", ...args]);
  const shares = measured.map(({ ours: mine, theirs: other }) => median(mine.millis) / median(other.millis));
  report.text(
    `**${shares.filter((share) => share <= 1).length} of ${shares.length} answers as fast as the exporter's schema gives them or faster; trace by ID in ${shares[0]?.toFixed(2)} × its time.** ` +
      `${spans} spans and ${logs} log records, one part a day; ${rounds} rounds taking turns, each about another trace, correlation ID, operation and word, after two to warm up; ` +
      "both found the same in every round. Ours is asked over HTTP, `/api/v1/…`; the exporter's schema by SQL over HTTP. " +
      `The load average at the end was ${loadavg()[1]?.toFixed(0)} on ${cpus().length} processors: where others want them too, each statement waits for its turn, and CPU is the better measure. ` +
      "CPU is of the engine and of the process that asks, in which our query API runs, too. Milliseconds in ClickHouse are of all statements together, some of which run at the same time.",
  );
  report.table(
    [
      "question",
      "× the exporter's time",
      "ours: ms, median",
      "p95",
      "the exporter's: ms, median",
      "p95",
      "× its CPU",
      "CPU ms",
      "its CPU ms",
      "1 000 rows read",
      "by the exporter's",
      "statements and ms in ClickHouse",
      "of the exporter's",
    ],
    measured.map(({ question, ours: mine, theirs: other }) => [
      question.name,
      (median(mine.millis) / median(other.millis)).toFixed(2),
      median(mine.millis).toFixed(1),
      p95(mine.millis).toFixed(1),
      median(other.millis).toFixed(1),
      p95(other.millis).toFixed(1),
      (mean(mine.cpu) / mean(other.cpu)).toFixed(2),
      mean(mine.cpu).toFixed(1),
      mean(other.cpu).toFixed(1),
      thousandRows(mine),
      thousandRows(other),
      inClickHouse(mine),
      inClickHouse(other),
    ]),
  );
  if (stages.length > 1) growth(report, stages);
  const rows = (sizes: readonly TableSize[], prefix: string) =>
    sizes
      .filter(({ rows: count }) => count > 0)
      .map(({ table, rows: count, total }) => [prefix + table, count, (total / spans).toFixed(2)]);
  report.table(["table", "rows", "bytes a span"], [...rows(ours, ""), ...rows(theirs, "exporter: ")]);
  report.publish();
}

function growth(report: Report, stages: readonly Stage[]): void {
  report.text(
    `How it grows: the same after ${stages.map(({ days, spans }) => `${days} (${(spans / 1e6).toFixed(1)} million spans)`).join(", ")} days, the newest of which are the same. CPU ms, ours · the exporter's: stages are measured one after the other, on a machine that may be more or less busy.`,
  );
  const cell = ({ ours, theirs }: Measured) => `${mean(ours.cpu).toFixed(1)} · ${mean(theirs.cpu).toFixed(1)}`;
  report.table(
    ["question", ...stages.map(({ days }) => `${days} d`)],
    (stages[0] as Stage).measured.map(({ question }, index) => [
      question.name,
      ...stages.map(({ measured }) => cell(measured[index] as Measured)),
    ]),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;
}

function thousandRows({ read }: Side): string {
  return (median(read.map(({ rows }) => rows)) / 1_000).toFixed(1);
}

function inClickHouse({ read }: Side): string {
  return `${median(read.map(({ statements }) => statements))}: ${median(read.map(({ millis }) => millis)).toFixed(1)}`;
}
