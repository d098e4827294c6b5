import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { cleanEnvironment } from "../../tests/kit/program.ts";
import { Report } from "../kit/report.ts";
import { median, spread } from "../kit/statistics.ts";
import type { SdkArguments } from "./arguments.ts";
import { nodeBinary } from "./nodes.ts";
import { turns } from "./turns.ts";

const RUNNER = fileURLToPath(new URL("open-spans-runner.ts", import.meta.url));
const ROUNDS = 5;
const OPEN_AT_ONCE = [10, 1_000];

const WAYS = [
  { name: "no processor", way: "none", millis: "5000" },
  { name: "a processor that does nothing", way: "idle", millis: "5000" },
  { name: "open spans, counted only (`THROUGHLINE_OPEN_SPAN_MS=0`)", way: "open-spans", millis: "0" },
  { name: "**open spans, reported** (the default)", way: "open-spans", millis: "5000" },
] as const;

/** What knowing the open spans costs a span. */
export async function openSpans(args: SdkArguments): Promise<void> {
  const rounds = args.rounds ?? ROUNDS;
  const report = new Report("sdk-open-spans", "Bookkeeping of open spans", ["sdk", ...args.given]);
  report.text(
    "Spans started and ended with nothing behind them, half of them a server's, half a client's, so many of them open at once; nanoseconds of the " +
      `process's CPU for each of a million; ${rounds} rounds, a fresh process each, taking turns. What is added is the median of the differences within rounds.`,
  );
  for (const node of args.nodes)
    for (const atOnce of OPEN_AT_ONCE) {
      const nanos: number[][] = WAYS.map(() => []);
      for (let round = 0; round < rounds; round++)
        for (const [index, { way, millis }] of turns([...WAYS.entries()], round))
          nanos[index]?.push(await measure(nodeBinary(node), way, millis, atOnce));
      const idle = nanos[1] as number[];
      report.table(
        [`Node ${node}, ${atOnce} open at once`, "ns added per span", "ns per span"],
        WAYS.map(({ name }, index) => {
          const own = nanos[index] as number[];
          return [name, index < 2 ? "–" : median(own.map((value, round) => value - (idle[round] as number))).toFixed(0), spread(own, 0)];
        }),
      );
    }
  report.finish(args.printOnly);
}

async function measure(node: string, way: string, millis: string, atOnce: number): Promise<number> {
  const runner = fork(RUNNER, [way, String(atOnce)], {
    execPath: node,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { ...cleanEnvironment(), THROUGHLINE_OPEN_SPAN_MS: millis },
  });
  const exited = once(runner, "exit");
  const ended = exited.then(([code]) => {
    throw new Error(`the runner of open spans ended with exit code ${code} before its result`);
  });
  const [nanos] = (await Promise.race([once(runner, "message"), ended])) as [number];
  await exited;
  return nanos;
}
