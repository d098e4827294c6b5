import { Program, cleanEnvironment } from "../../tests/kit/program.ts";
import { ProcessCost } from "../kit/process-cost.ts";
import { Report } from "../kit/report.ts";
import { median, spread } from "../kit/statistics.ts";
import type { SdkArguments } from "./arguments.ts";
import { type Contestant, type ContestantName, CONTESTANTS, fixture } from "./contestants.ts";
import { cpuOf } from "./cpu-of.ts";
import { load } from "./load.ts";
import { nodeBinary } from "./nodes.ts";
import { SinkProcess } from "./sink-process.ts";
import { turns } from "./turns.ts";

export const CONNECTIONS = 10;
/** Until then the engine is still compiling, which takes as much as the requests do. */
export const WARM_UP = 10_000;
const REQUESTS = 6_000;
const ROUNDS = 5;
/** All contestants send within a second or two of a span's end. */
const DELIVERY_MS = 6_000;

/** One fresh process under load. */
export interface Run {
  /** User and system time of the whole process for one request, until what it told of them was delivered. */
  readonly cpuMicros: number;
  readonly p99Millis: number;
  readonly peakMiB: number;
  readonly spansPerRequest: number;
  /** Delivered while the requests were measured: profiles, and the sample records in them. */
  readonly profiles: number;
  readonly samples: number;
}

export interface MeasureOptions {
  /** Goes on with as many requests again until that much time has passed. */
  readonly leastMillis?: number;
  /** A folder for a CPU profile. */
  readonly profileTo?: string | undefined;
}

/** CPU that instrumenting adds to a request of a service that calls another one. */
export async function requests(args: SdkArguments): Promise<void> {
  const rounds = args.rounds ?? ROUNDS;
  const names = args.only ?? (Object.keys(CONTESTANTS) as ContestantName[]);
  const report = new Report("sdk-requests", "CPU per request of an instrumented service", ["sdk", ...args.given]);
  report.text(
    `A server that calls another by \`fetch\`, ${CONNECTIONS} connections, ${WARM_UP} requests to warm up, then ${REQUESTS} measured until all spans ` +
      `have arrived; ${rounds} rounds, a fresh process each, contestants taking turns. CPU is of the whole process with its threads; a ratio is the median of those of the rounds.`,
  );
  const backend = new Program(process.execPath, [fixture("backend.cjs")]);
  try {
    const [, backendUrl] = await backend.line(/^listening (\S+)$/);
    for (const node of args.nodes) {
      const runs = new Map<ContestantName, Run[]>(names.map((name) => [name, []]));
      for (let round = 0; round < rounds; round++)
        for (const name of turns(names, round)) {
          process.stderr.write(`bench: Node ${node}, round ${round + 1} of ${rounds}: ${name}\n`);
          runs.get(name)?.push(await measure(CONTESTANTS[name], nodeBinary(node), backendUrl as string, args));
        }
      tell(report, node, runs);
    }
  } finally {
    await backend.kill("SIGKILL");
  }
  report.text(names.map((name) => `${CONTESTANTS[name].name}: ${CONTESTANTS[name].setUp}`).join("; ") + ".");
  report.finish(args.printOnly);
}

/** Runs the front service in a fresh process, and what it costs there. Throws with what it said if it cannot be measured. */
export async function measure(
  contestant: Contestant,
  node: string,
  backend: string,
  { leastMillis = 0, profileTo }: MeasureOptions = {},
): Promise<Run> {
  const sink = await SinkProcess.start();
  const profile = profileTo === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileTo}`, "--cpu-prof-interval=500"];
  const front = new Program(node, [...profile, ...contestant.flags(), fixture("front.cjs")], {
    env: { ...cleanEnvironment(), ...contestant.environment(sink.port), BENCH_BACKEND: backend },
    channel: true,
  });
  try {
    const [, url] = (await front.line(/^listening (\S+)$/)) as unknown as [string, string];
    const delivered = (served: number) => sink.settled(({ spans }) => spans >= served * contestant.spansPerRequest, DELIVERY_MS);
    await load(url, WARM_UP, CONNECTIONS);
    const before = await delivered(WARM_UP);
    const cpuBefore = await cpuOf(front.child);
    const latenciesMs: number[] = [];
    for (const began = performance.now(); latenciesMs.length === 0 || performance.now() - began < leastMillis;)
      latenciesMs.push(...(await load(url, REQUESTS, CONNECTIONS)).latenciesMs);
    const count = latenciesMs.length;
    const after = await delivered(WARM_UP + count);
    const cpuMicros = ((await cpuOf(front.child)) - cpuBefore) / count;
    const peakMiB = new ProcessCost(front.pid).peakMiB();
    if (profileTo !== undefined) {
      front.child.send("exit");
      await front.ended();
    }
    const p99Millis = latenciesMs.toSorted((a, b) => a - b)[Math.floor(latenciesMs.length * 0.99)] as number;
    return {
      cpuMicros,
      p99Millis,
      peakMiB,
      spansPerRequest: (after.spans - before.spans) / count,
      profiles: after.profiles - before.profiles,
      samples: after.samples - before.samples,
    };
  } catch (error) {
    throw new Error(`${contestant.name}: ${(error as Error).message}\n${front.stderr}`, { cause: error });
  } finally {
    await front.kill("SIGKILL");
    await sink.stop();
  }
}

function tell(report: Report, node: number, runs: ReadonlyMap<ContestantName, readonly Run[]>): void {
  const [plain, stock] = [runs.get("plain"), runs.get("stock")];
  const share = (all: readonly Run[]): string =>
    plain && stock && all !== plain
      ? `${(100 * paired(all, plain, (a, b, round) => (a - b) / ((stock[round] as Run).cpuMicros - b))).toFixed(0)} %`
      : "–";
  report.table(
    [`Node ${node}`, "share of what OpenTelemetry adds", ...COST_HEAD, "spans delivered per request"],
    [...runs].map(([name, all]) => [
      CONTESTANTS[name].name,
      share(all),
      ...costCells(all, plain),
      median(all.map(({ spansPerRequest }) => spansPerRequest)).toFixed(2),
    ]),
  );
}

export const COST_HEAD = ["× plain", "added µs", "CPU µs per request", "p99 ms", "peak MiB"];

/** What some runs cost, under `COST_HEAD`; `plain`: the runs without anything, if there were any. */
export function costCells(all: readonly Run[], plain: readonly Run[] | undefined): string[] {
  const of = (name: "cpuMicros" | "p99Millis" | "peakMiB"): number[] => all.map((run) => run[name]);
  return [
    plain ? paired(all, plain, (a, b) => a / b).toFixed(2) : "–",
    plain && all !== plain ? paired(all, plain, (a, b) => a - b).toFixed(0) : "–",
    spread(of("cpuMicros"), 0),
    spread(of("p99Millis"), 1),
    Math.max(...of("peakMiB")).toFixed(0),
  ];
}

/** The median over rounds of what is made of the CPU of two that ran in the same round. */
export function paired(all: readonly Run[], other: readonly Run[], make: (a: number, b: number, round: number) => number): number {
  return median(all.map(({ cpuMicros }, round) => make(cpuMicros, (other[round] as Run).cpuMicros, round)));
}
