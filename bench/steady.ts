import { measure, type Measurement } from "./ingest/measure.ts";
import { startOurs } from "./ingest/ours.ts";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { Report } from "./kit/report.ts";

const LOAD = { protocol: "http", clients: 8, spansPerRequest: 500 } as const;
const STEPS = 10;

interface Step {
  readonly measurement: Measurement;
  readonly collectorMiB: number;
  readonly engineMiB: number;
}

/** A long run below capacity: memory must stay flat, and what is answered must soon be visible. */
export const steady: Benchmark = {
  claim: "minutes at 80 % of capacity with flat memory (--minutes=10 --percent=80)",
  async run(args) {
    const { minutes, percent, spans } = numbers(args, { minutes: 2, percent: 80, spans: 200_000 });
    const system = await startOurs();
    const steps: Step[] = [];
    let capacity = 0;
    try {
      await measure(system, { ...LOAD, spans });
      const { spans: count, wallSeconds, visibleAfterSeconds } = await measure(system, { ...LOAD, spans });
      capacity = count / (wallSeconds + visibleAfterSeconds);
      const spansPerSecond = (capacity * percent) / 100;
      for (let step = 0; step < STEPS; step++) {
        const measurement = await measure(system, { ...LOAD, spans: Math.round((spansPerSecond * minutes * 60) / STEPS), spansPerSecond });
        steps.push({ measurement, collectorMiB: system.collector.residentMiB(), engineMiB: system.engine.cost.residentMiB() });
      }
    } finally {
      await system.stop();
    }
    publish(args, capacity, percent, minutes, steps);
  },
};

function publish(args: readonly string[], capacity: number, percent: number, minutes: number, steps: readonly Step[]): void {
  const memory = steps.map(({ collectorMiB }) => collectorMiB);
  const later = memory.slice(STEPS / 2);
  const report = new Report("steady", "A steady run", ["steady", ...args]);
  report.text(
    `**Collector's memory: ${Math.min(...later).toFixed(0)}–${Math.max(...later).toFixed(0)} MiB in the second half, ${Math.min(...memory).toFixed(0)}–${Math.max(...memory).toFixed(0)} in all.** ` +
      `${minutes} minutes at ${percent} % of ${(capacity / 1_000).toFixed(0)} thousand spans a second, which is what this machine stores while it also makes and sends them.`,
  );
  report.table(
    [
      "part",
      "spans",
      "1 000 spans a second",
      "CPU seconds per million spans",
      "p99 ms",
      "refusals",
      "visible after s",
      "collector MiB",
      "engine MiB",
    ],
    steps.map(({ measurement, collectorMiB, engineMiB }, index) => {
      const { spans, wallSeconds, collectorCpu, engineCpu, latenciesMs, refusals, visibleAfterSeconds } = measurement;
      return [
        index + 1,
        spans,
        (spans / wallSeconds / 1_000).toFixed(0),
        (((collectorCpu + engineCpu) / spans) * 1e6).toFixed(1),
        (latenciesMs.toSorted((a, b) => a - b)[Math.floor(latenciesMs.length * 0.99)] ?? 0).toFixed(0),
        refusals,
        visibleAfterSeconds.toFixed(1),
        collectorMiB.toFixed(0),
        engineMiB.toFixed(0),
      ];
    }),
  );
  report.publish();
}
