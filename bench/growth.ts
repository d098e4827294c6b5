import type { LoadOptions } from "./ingest/measure.ts";
import { measure, type Measurement } from "./ingest/measure.ts";
import { startOurs } from "./ingest/ours.ts";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { Report } from "./kit/report.ts";
import { median, spread } from "./kit/statistics.ts";

const CLIENTS = [1, 8, 64];
const SPANS_PER_REQUEST = [10, 500, 10_000];
/** Small requests cost more: fewer spans of them are enough. */
const SHARE_OF_SMALL = 0.3;

/** How the cost of a span grows with clients and with the size of requests. */
export const growth: Benchmark = {
  claim: "how the CPU per million spans grows: 1, 8, 64 clients; requests of 10, 500, 10 000 spans",
  async run(args) {
    const { spans, rounds } = numbers(args, { spans: 100_000, rounds: 2 });
    const loads: { options: LoadOptions; runs: Measurement[] }[] = CLIENTS.flatMap((clients) =>
      SPANS_PER_REQUEST.map((spansPerRequest) => ({
        options: {
          protocol: "http" as const,
          clients,
          spansPerRequest,
          spans: spansPerRequest < 100 ? Math.round(spans * SHARE_OF_SMALL) : spans,
        },
        runs: [],
      })),
    );
    const system = await startOurs();
    try {
      await measure(system, { protocol: "http", clients: 8, spansPerRequest: 500, spans });
      for (let round = 0; round < rounds; round++) for (const { options, runs } of loads) runs.push(await measure(system, options));
    } finally {
      await system.stop();
    }
    publish(args, rounds, loads);
  },
};

function publish(args: readonly string[], rounds: number, loads: readonly { options: LoadOptions; runs: readonly Measurement[] }[]): void {
  const perMillion = (runs: readonly Measurement[], cpu: (run: Measurement) => number) => runs.map((run) => (cpu(run) / run.spans) * 1e6);
  const both = ({ collectorCpu, engineCpu }: Measurement) => collectorCpu + engineCpu;
  const costs = loads.map(({ runs }) => median(perMillion(runs, both)));
  const base = median(perMillion(loads.find(({ options }) => options.clients === 8 && options.spansPerRequest === 500)?.runs ?? [], both));
  const report = new Report("growth", "How the cost grows", ["growth", ...args]);
  report.text(
    `**${(Math.max(...costs) / base).toFixed(1)} × at worst, ${(Math.min(...costs) / base).toFixed(1)} × at best**, measured by 8 clients with requests of 500 spans. ` +
      `Our collector and engine, HTTP, gzip, ${rounds} rounds in turn; peak memory is of the process so far.`,
  );
  report.table(
    [
      "clients",
      "spans a request",
      "cost of a span",
      "CPU seconds per million spans",
      "of it collector",
      "1 000 spans a second",
      "refusals",
      "visible after s",
      "collector peak MiB",
    ],
    loads.map(({ options, runs }, index) => [
      options.clients,
      options.spansPerRequest,
      `${((costs[index] as number) / base).toFixed(2)} ×`,
      spread(perMillion(runs, both)),
      spread(perMillion(runs, ({ collectorCpu }) => collectorCpu)),
      spread(
        runs.map(({ spans, wallSeconds }) => spans / wallSeconds / 1_000),
        0,
      ),
      runs.reduce((sum, { refusals }) => sum + refusals, 0),
      spread(runs.map(({ visibleAfterSeconds }) => visibleAfterSeconds)),
      Math.max(...runs.map(({ collectorPeakMiB }) => collectorPeakMiB)).toFixed(0),
    ]),
  );
  report.publish();
}
