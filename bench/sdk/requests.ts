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

const CONNECTIONS = 10;
/** Until then the engine is still compiling, which takes as much as the requests do. */
const WARM_UP = 10_000;
const REQUESTS = 6_000;
const ROUNDS = 5;
/** All contestants send within a second or two of a span's end. */
const DELIVERY_MS = 6_000;

/** One fresh process under load. */
interface Run {
  /** User and system time of the whole process for one request, until what it told of them was delivered. */
  readonly cpuMicros: number;
  readonly p99Millis: number;
  readonly peakMiB: number;
  readonly spansPerRequest: number;
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
          runs.get(name)?.push(await measure(CONTESTANTS[name], nodeBinary(node), backendUrl as string, args.profileTo));
        }
      tell(report, node, runs);
    }
  } finally {
    await backend.kill("SIGKILL");
  }
  report.text(names.map((name) => `${CONTESTANTS[name].name}: ${CONTESTANTS[name].setUp}`).join("; ") + ".");
  report.finish(args.printOnly);
}

async function measure(contestant: Contestant, node: string, backend: string, profileTo: string | undefined): Promise<Run> {
  const sink = await SinkProcess.start();
  const profile = profileTo === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileTo}`, "--cpu-prof-interval=500"];
  const front = new Program(node, [...profile, ...contestant.flags(), fixture("front.cjs")], {
    env: { ...cleanEnvironment(), ...contestant.environment(sink.port), BENCH_BACKEND: backend },
    channel: true,
  });
  try {
    const [, url] = (await front.line(/^listening (\S+)$/)) as unknown as [string, string];
    const delivered = (count: number) => sink.settled(({ spans }) => spans >= count * contestant.spansPerRequest, DELIVERY_MS);
    await load(url, WARM_UP, CONNECTIONS);
    const { spans: before } = await delivered(WARM_UP);
    const cpuBefore = await cpuOf(front.child);
    const { latenciesMs } = await load(url, REQUESTS, CONNECTIONS);
    const { spans } = await delivered(WARM_UP + REQUESTS);
    const cpuMicros = ((await cpuOf(front.child)) - cpuBefore) / REQUESTS;
    const peakMiB = new ProcessCost(front.pid).peakMiB();
    if (profileTo !== undefined) {
      front.child.send("exit");
      await front.ended();
    }
    const p99Millis = latenciesMs.toSorted((a, b) => a - b)[Math.floor(latenciesMs.length * 0.99)] as number;
    return { cpuMicros, p99Millis, peakMiB, spansPerRequest: (spans - before) / REQUESTS };
  } catch (error) {
    throw new Error(`${contestant.name}: ${(error as Error).message}\n${front.stderr}`, { cause: error });
  } finally {
    await front.kill("SIGKILL");
    await sink.stop();
  }
}

function tell(report: Report, node: number, runs: ReadonlyMap<ContestantName, readonly Run[]>): void {
  const cpuMicrosOf = (name: ContestantName) => runs.get(name)?.map(({ cpuMicros }) => cpuMicros);
  const [plain, stock] = [cpuMicrosOf("plain"), cpuMicrosOf("stock")];
  const paired = (values: readonly number[], other: readonly number[], make: (a: number, b: number, round: number) => number) =>
    median(values.map((value, round) => make(value, other[round] as number, round)));
  report.table(
    [
      `Node ${node}`,
      "share of what OpenTelemetry adds",
      "× plain",
      "added µs",
      "CPU µs per request",
      "p99 ms",
      "peak MiB",
      "spans delivered per request",
    ],
    [...runs].map(([name, all]) => {
      const values = all.map(({ cpuMicros }) => cpuMicros);
      const added = plain && paired(values, plain, (a, b) => a - b);
      const share = plain && stock && paired(values, plain, (a, b, round) => (a - b) / ((stock[round] as number) - b));
      return [
        CONTESTANTS[name].name,
        share === undefined || name === "plain" ? "–" : `${(100 * share).toFixed(0)} %`,
        plain ? paired(values, plain, (a, b) => a / b).toFixed(2) : "–",
        added === undefined || name === "plain" ? "–" : added.toFixed(0),
        spread(values, 0),
        spread(
          all.map(({ p99Millis }) => p99Millis),
          1,
        ),
        Math.max(...all.map(({ peakMiB }) => peakMiB)).toFixed(0),
        median(all.map(({ spansPerRequest }) => spansPerRequest)).toFixed(2),
      ];
    }),
  );
}
