import { spawn } from "node:child_process";
import { once } from "node:events";
import { cleanEnvironment } from "../../tests/kit/program.ts";
import { Report } from "../kit/report.ts";
import { median, spread } from "../kit/statistics.ts";
import type { SdkArguments } from "./arguments.ts";
import { type Contestant, type ContestantName, CONTESTANTS, fixture } from "./contestants.ts";
import { nodeBinary } from "./nodes.ts";
import { SinkProcess } from "./sink-process.ts";
import { turns } from "./turns.ts";

const ROUNDS = 9;
const NAMES = ["plain", "ours", "stock", "dd", "elastic", "sentry"] as const satisfies readonly ContestantName[];

/** Milliseconds from starting the process until the app's first statement ran. */
interface Start {
  readonly wall: number;
  readonly cpu: number;
}

/** How long an app waits for the SDK before its own first statement runs. */
export async function startup(args: SdkArguments): Promise<void> {
  const rounds = args.rounds ?? ROUNDS;
  const names = args.only ?? NAMES;
  const report = new Report("sdk-startup", "Start-up", ["sdk", ...args.given]);
  report.text(
    `From starting the process until the app's first statement has printed a line; ${rounds} starts of each, taking turns, after one to warm the disk's cache.`,
  );
  const sink = await SinkProcess.start();
  try {
    for (const node of args.nodes) {
      const starts = new Map<ContestantName, Start[]>(names.map((name) => [name, []]));
      for (let round = -1; round < rounds; round++)
        for (const name of turns(names, round)) {
          const start = await measure(CONTESTANTS[name], nodeBinary(node), sink.port);
          if (round >= 0) starts.get(name)?.push(start);
        }
      tell(report, node, starts);
    }
  } finally {
    await sink.stop();
  }
  report.finish(args.printOnly);
}

async function measure(contestant: Contestant, node: string, port: number): Promise<Start> {
  const began = performance.now();
  const child = spawn(node, [...contestant.flags(), fixture("first-line.cjs")], {
    env: { ...cleanEnvironment(), ...contestant.environment(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const ended = exited.then(([code]) => {
    throw new Error(`${contestant.name} ended with exit code ${code} before the app's first statement`);
  });
  try {
    const [line] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
    const wall = performance.now() - began;
    const { user, system } = JSON.parse(line.toString()) as NodeJS.CpuUsage;
    return { wall, cpu: (user + system) / 1_000 };
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
}

function tell(report: Report, node: number, starts: ReadonlyMap<ContestantName, readonly Start[]>): void {
  const of = (name: ContestantName, what: keyof Start) => median(starts.get(name)?.map((start) => start[what]) ?? []);
  const percent = (share: number) => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(0)} %`);
  report.table(
    [
      `Node ${node}`,
      "share of OpenTelemetry's time",
      "share of what it adds to plain",
      "ms until the first line",
      "share of its CPU",
      "CPU ms",
    ],
    [...starts].map(([name, all]) => [
      CONTESTANTS[name].name,
      percent(of(name, "wall") / of("stock", "wall")),
      percent((of(name, "wall") - of("plain", "wall")) / (of("stock", "wall") - of("plain", "wall"))),
      spread(
        all.map(({ wall }) => wall),
        0,
      ),
      percent(of(name, "cpu") / of("stock", "cpu")),
      spread(
        all.map(({ cpu }) => cpu),
        0,
      ),
    ]),
  );
}
