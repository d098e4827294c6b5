import { cpus, loadavg } from "node:os";
import { gzipSync } from "node:zlib";
import { Browser } from "../tests/kit/browser.ts";
import { NEEDLE, sendLargeTrace } from "../tests/kit/large-trace.ts";
import { Throughline } from "../tests/kit/throughline.ts";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { Report } from "./kit/report.ts";
import { median, spread } from "./kit/statistics.ts";
import { measureTrace, type TraceMeasures } from "./web/measure-trace.ts";

const MIB = 1024 * 1024;

/** The page with a large trace, in Chromium without a graphics card: opening, scrolling, zooming, finding. */
export const web: Benchmark = {
  claim: "the page with a large trace: first paint, frames while scrolling and zooming, finding (--spans=50000 --rounds=5)",
  async run(args) {
    const { spans, rounds } = numbers(args, { spans: 50_000, rounds: 5 });
    const throughline = await Throughline.start();
    const browser = await Browser.start();
    try {
      const traceId = await sendLargeTrace(throughline.otlpHttp, spans);
      await throughline.settled();
      const url = `${throughline.api}/api/v1/traces/${traceId}`;
      const answer = await (await fetch(url)).text();
      const answerMillis: number[] = [];
      const measured: TraceMeasures[] = [];
      for (let round = 0; round < rounds; round++) {
        const begun = performance.now();
        await (await fetch(url)).arrayBuffer();
        answerMillis.push(performance.now() - begun);
        measured.push(await measureTrace(browser, throughline.api, `/traces/${traceId}`, NEEDLE));
        process.stderr.write(`bench: round ${round + 1} of ${rounds}\n`);
      }
      publish(args, spans, answer, answerMillis, measured);
    } finally {
      await browser.stop();
      await throughline.stop();
    }
  },
};

function publish(
  args: readonly string[],
  spans: number,
  answer: string,
  answerMillis: readonly number[],
  measured: readonly TraceMeasures[],
): void {
  const of = (pick: (measures: TraceMeasures) => number) => spread(measured.map(pick), 0);
  const frames = (name: "scrolling" | "zooming") => {
    const all = measured.flatMap((measures) => measures[name]).toSorted((a, b) => a - b);
    const at = (share: number) => (all[Math.floor((all.length - 1) * share)] ?? Number.NaN).toFixed(1);
    return [at(0.5), at(0.95), at(1)];
  };
  const report = new Report("web", `The page with a trace of ${spans} spans`, ["web", ...args]);
  report.text(
    `**First rows and bars ${(median(measured.map(({ firstPaint }) => firstPaint)) / 1_000).toFixed(1)} s after the address was opened; ` +
      `a frame while scrolling takes ${frames("scrolling")[0]} ms (median).** ` +
      `The answer has ${(answer.length / MIB).toFixed(0)} MiB of JSON, ${(gzipSync(answer, { level: 1 }).length / MIB).toFixed(1)} MiB compressed as other machines get it. ` +
      "Chromium draws in software, beside the server and ClickHouse on the same processors. All spans are unfolded while it scrolls and zooms. Finding begins with the last key: " +
      "the page waits 200 ms for the next one. " +
      `The load average at the end was ${loadavg()[1]?.toFixed(0)} on ${cpus().length} processors: where others want them too, everything waits for its turn.`,
  );
  report.table(
    ["what", "ms: median (min–max)"],
    [
      ["answer of the query API, all of it", spread(answerMillis, 0)],
      ["from opening the address to the first rows and bars", of(({ firstPaint }) => firstPaint)],
      ["from the last key to what is found", of(({ found }) => found)],
      ["JavaScript heap with the trace, MiB", of(({ heapBytes }) => heapBytes / MIB)],
    ],
  );
  report.table(
    ["frames", "median ms", "p95 ms", "longest ms"],
    [
      ["scrolling through all rows, 600 pixels a frame", ...frames("scrolling")],
      ["zooming in and out by the wheel, a step a frame", ...frames("zooming")],
    ],
  );
  report.publish();
}
