import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Protocol } from "./ingest/load.ts";
import { measure, type Measurement } from "./ingest/measure.ts";
import { startOtelcol } from "./ingest/otelcol.ts";
import { NoRivalError, otelcolBinary } from "./ingest/otelcol-build.ts";
import { profileIn, startOurs } from "./ingest/ours.ts";
import { sharesOf } from "./ingest/shares.ts";
import type { System } from "./ingest/system.ts";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { Report } from "./kit/report.ts";
import { median, spread } from "./kit/statistics.ts";

const PROTOCOLS: readonly Protocol[] = ["http", "grpc"];

interface Series {
  readonly name: string;
  readonly protocol: Protocol;
  readonly runs: Measurement[];
}

/** Spans from OTLP requests to merged parts: CPU of the collector and of ClickHouse, beside the Go collector with its ClickHouse exporter. */
export const ingest: Benchmark = {
  claim: "CPU of collector and ClickHouse per million spans, HTTP and gRPC, against the Go collector with its ClickHouse exporter",
  async run(args) {
    const { spans, request, rounds, clients } = numbers(args, { spans: 100_000, request: 500, rounds: 3, clients: 8 });
    const load = { clients, spans, spansPerRequest: request };
    const missing = whyNoRival();
    const systems: System[] = [];
    const series: Series[] = [];
    try {
      systems.push(await startOurs());
      if (missing === undefined) systems.push(await startOtelcol());
      for (const system of systems) for (const protocol of PROTOCOLS) await measure(system, { ...load, protocol }); // to warm up
      for (const protocol of PROTOCOLS) for (const { name } of systems) series.push({ name, protocol, runs: [] });
      for (let round = 0; round < rounds; round++)
        for (const protocol of PROTOCOLS)
          for (const system of systems)
            series
              .find(({ name, protocol: p }) => name === system.name && p === protocol)
              ?.runs.push(await measure(system, { ...load, protocol }));
    } finally {
      for (const system of systems) await system.stop();
    }
    const steps = await ourSteps(load);
    const theirSteps = missing === undefined ? await goSteps(load) : [];
    publish(args, load, rounds, missing, series, steps, theirSteps);
  },
};

function whyNoRival(): string | undefined {
  try {
    otelcolBinary();
  } catch (error) {
    if (error instanceof NoRivalError) return error.message;
    throw error;
  }
}

interface Load {
  readonly clients: number;
  readonly spans: number;
  readonly spansPerRequest: number;
}

/** Where our collector's main thread spends its time, by a profile of a run of its own. */
async function ourSteps(load: Load): Promise<ReadonlyMap<Protocol, ReadonlyMap<string, number>>> {
  const shares = new Map<Protocol, ReadonlyMap<string, number>>();
  for (const protocol of PROTOCOLS) {
    const folder = mkdtempSync(join(tmpdir(), "throughline-bench-profile-"));
    try {
      const system = await startOurs({ profileTo: folder });
      try {
        for (let round = 0; round < 2; round++) await measure(system, { ...load, protocol });
      } finally {
        await system.stop();
      }
      shares.set(protocol, sharesOf(profileIn(folder)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return shares;
}

/** What the Go collector costs when it goes less far: the differences are its steps. */
async function goSteps(load: Load): Promise<readonly Series[]> {
  const series: Series[] = [];
  for (const extent of ["receive", "store"] as const) {
    const system = await startOtelcol(extent);
    try {
      const stores = extent !== "receive";
      for (const protocol of PROTOCOLS) {
        await measure(system, { ...load, protocol, stores });
        series.push({ name: system.name, protocol, runs: [await measure(system, { ...load, protocol, stores })] });
      }
    } finally {
      await system.stop();
    }
  }
  return series;
}

const perMillion = (runs: readonly Measurement[], cpu: (run: Measurement) => number) => runs.map((run) => (cpu(run) / run.spans) * 1e6);
const both = ({ collectorCpu, engineCpu }: Measurement) => collectorCpu + engineCpu;

function publish(
  args: readonly string[],
  { clients, spansPerRequest }: Load,
  rounds: number,
  missing: string | undefined,
  series: readonly Series[],
  steps: ReadonlyMap<Protocol, ReadonlyMap<string, number>>,
  theirSteps: readonly Series[],
): void {
  const report = new Report("ingest", "Ingest, end to end", ["ingest", ...args]);
  const spans = series[0]?.runs[0]?.spans ?? 0;
  if (missing === undefined) {
    const ratios = PROTOCOLS.map((protocol) => {
      const [ours = [], theirs = []] = series.filter((one) => one.protocol === protocol).map(({ runs }) => perMillion(runs, both));
      return `**${(median(theirs) / median(ours)).toFixed(1)} × over ${protocol === "http" ? "HTTP" : "gRPC"}**`;
    });
    report.text(`Spans per CPU-second of collector and ClickHouse together, against the Go collector: ${ratios.join(", ")}.`);
  } else report.text(`The Go collector is missing, so there is nothing to compare with: ${missing}.`);
  report.text(
    `${spans} spans a run, ${spansPerRequest} a request, gzip, ${clients} clients, ${rounds} rounds taking turns after one to warm up. Each has an embedded engine ` +
      "of its own; its CPU includes the merges that a run leaves behind. Both queues are on disk; ours is synced before the answer, the Go collector's is not (its default).",
  );
  report.table(
    [
      "system",
      "over",
      "CPU seconds per million spans",
      "of it collector",
      "of it ClickHouse",
      "1 000 spans a second",
      "p50 / p99 ms",
      "visible after s",
      "collector peak MiB",
    ],
    [
      ...series.map(({ name, protocol, runs }) => [
        name,
        protocol,
        spread(perMillion(runs, both)),
        spread(perMillion(runs, ({ collectorCpu }) => collectorCpu)),
        spread(perMillion(runs, ({ engineCpu }) => engineCpu)),
        spread(
          runs.map(({ spans: count, wallSeconds }) => count / wallSeconds / 1_000),
          0,
        ),
        latency(runs.flatMap(({ latenciesMs }) => latenciesMs)),
        spread(runs.map(({ visibleAfterSeconds }) => visibleAfterSeconds)),
        Math.max(...runs.map(({ collectorPeakMiB }) => collectorPeakMiB)).toFixed(0),
      ]),
      ...(missing === undefined ? [] : [["Go collector", "–", `missing: ${missing}`, "", "", "", "", "", ""]]),
    ],
  );
  report.text("Steps of our collector: shares of its main thread's busy time, from a CPU profile of a run of its own.");
  const names = [...new Set([...steps.values()].flatMap((shares) => [...shares.keys()]))];
  report.table(
    ["over", ...names],
    [...steps].map(([protocol, shares]) => [protocol, ...names.map((name) => `${(100 * (shares.get(name) ?? 0)).toFixed(0)} %`)]),
  );
  if (theirSteps.length > 0) {
    report.text("Steps of the Go collector: what it costs when it goes less far.");
    report.table(
      ["system", "over", "collector's CPU seconds per million spans"],
      theirSteps.map(({ name, protocol, runs }) => [name, protocol, spread(perMillion(runs, ({ collectorCpu }) => collectorCpu))]),
    );
  }
  report.publish();
}

function latency(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  return `${at(0.5)} / ${at(0.99)}`;
}
