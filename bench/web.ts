import { cpus, loadavg } from "node:os";
import { gzipSync } from "node:zlib";
import { Browser } from "../tests/kit/browser.ts";
import { NEEDLE, sendLargeTrace } from "../tests/kit/large-trace.ts";
import { Throughline } from "../tests/kit/throughline.ts";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { ProcessCost } from "./kit/process-cost.ts";
import { Report } from "./kit/report.ts";
import { median, spread } from "./kit/statistics.ts";
import { measureTrace, type TraceMeasures } from "./web/measure-trace.ts";

/** How long an answer took, and what it cost, in milliseconds. */
interface Answer {
  readonly millis: number;
  readonly server: number;
  readonly engine: number;
}

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
      const answers: Answer[] = [];
      const costs = [new ProcessCost(Number(throughline.program.child.pid)), new ProcessCost(throughline.enginePid)];
      const cpu = () => costs.map((cost) => cost.cpuSeconds() * 1_000);
      const measured: TraceMeasures[] = [];
      for (let round = 0; round < rounds; round++) {
        const begun = performance.now();
        const [server = 0, engine = 0] = cpu();
        await (await fetch(url)).arrayBuffer();
        const [serverNow = 0, engineNow = 0] = cpu();
        answers.push({ millis: performance.now() - begun, server: serverNow - server, engine: engineNow - engine });
        measured.push(await measureTrace(browser, throughline.api, `/traces/${traceId}`, NEEDLE));
        process.stderr.write(`bench: round ${round + 1} of ${rounds}\n`);
      }
      publish(args, spans, answer, answers, measured);
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
  answers: readonly Answer[],
  measured: readonly TraceMeasures[],
): void {
  const ofAnswer = (pick: (one: Answer) => number) => spread(answers.map(pick), 0);
  const of = (pick: (measures: TraceMeasures) => number) => spread(measured.map(pick), 0);
  const frames = (name: "scrolling" | "zooming") => {
    const all = measured.flatMap((measures) => measures[name]).toSorted((a, b) => a - b);
    const at = (share: number) => (all[Math.floor((all.length - 1) * share)] ?? Number.NaN).toFixed(1);
    return [at(0.5), at(0.95), at(1)];
  };
  const cpuSeconds =
    (median(answers.map(({ server, engine }) => server + engine)) + median(measured.map(({ mainThread }) => mainThread))) / 1_000;
  const report = new Report("web", `The page with a trace of ${spans} spans`, ["web", ...args]);
  report.text(
    `**First rows and bars ${(median(measured.map(({ firstPaint }) => firstPaint)) / 1_000).toFixed(1)} s after the address was opened, ` +
      `of which server, ClickHouse and page computed ${cpuSeconds.toFixed(1)} s; a frame while scrolling takes ${frames("scrolling")[0]} ms (median).** ` +
      `The answer has ${(answer.length / MIB).toFixed(0)} MiB of JSON, ${(gzipSync(answer, { level: 1 }).length / MIB).toFixed(1)} MiB compressed as other machines get it. ` +
      "Chromium draws in software, beside the server and ClickHouse on the same processors. All spans are unfolded while it scrolls and zooms. Finding begins with the last key: " +
      "the page waits 200 ms for the next one. " +
      `The load average at the end was ${loadavg()[1]?.toFixed(0)} on ${cpus().length} processors: where others want them too, everything waits for its turn, and CPU is the better measure.`,
  );
  report.table(
    ["what", "median (min–max)"],
    [
      ["answer of the query API, all of it, ms", ofAnswer(({ millis }) => millis)],
      ["… CPU of the process of collector and query API, ms", ofAnswer(({ server }) => server)],
      ["… CPU of ClickHouse, ms", ofAnswer(({ engine }) => engine)],
      ["from opening the address to the first rows and bars, ms", of(({ firstPaint }) => firstPaint)],
      ["… CPU of the page's main thread, ms", of(({ mainThread }) => mainThread)],
      ["from the last key to what is found, ms", of(({ found }) => found)],
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
