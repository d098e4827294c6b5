import { cleanEnvironment, Program } from "../../tests/kit/program.ts";
import { npmPeer } from "../kit/peer.ts";
import { Report } from "../kit/report.ts";
import { median, spread } from "../kit/statistics.ts";
import type { ProfileArguments } from "../profiles.ts";
import { type Contestant, CONTESTANTS, fixture } from "../sdk/contestants.ts";
import { nodeBinary } from "../sdk/nodes.ts";
import { CONNECTIONS, COST_HEAD, costCells, measure, paired, type Run, WARM_UP } from "../sdk/requests.ts";
import { turns } from "../sdk/turns.ts";
import { rightSpans } from "./right-spans.ts";

const ROUNDS = 5;
/** What our SDK waits between two profiles by default; the others are told so, who wait a minute. */
const INTERVAL_SECONDS = 10;
/** Long enough for each to send two or three profiles meanwhile. */
const SECONDS = 2.5 * INTERVAL_SECONDS;

/** All wall time only, at 99 or 100 samples a second. */
const WAYS = {
  plain: CONTESTANTS.plain,
  pyroscope: {
    name: "@pyroscope/nodejs",
    setUp: "`init()` and `startWallProfiling()`, no tracing",
    flags: () => ["--require", `${npmPeer("pyroscope")}/start.cjs`],
    environment: (port) => ({
      PYROSCOPE_APPLICATION_NAME: "front",
      PYROSCOPE_SERVER_ADDRESS: `http://127.0.0.1:${port}`,
      PYROSCOPE_FLUSH_INTERVAL_MS: String(1_000 * INTERVAL_SECONDS),
    }),
    spansPerRequest: 0,
  },
  dd: CONTESTANTS.dd,
  "dd-profiled": {
    ...CONTESTANTS.dd,
    name: "dd-trace with its profiler",
    setUp: "the same with `DD_PROFILING_ENABLED=true`, without its heap profiles",
    environment: (port) => ({
      ...CONTESTANTS.dd.environment(port),
      DD_PROFILING_ENABLED: "true",
      DD_PROFILING_HEAP_ENABLED: "false",
      DD_PROFILING_UPLOAD_PERIOD: String(INTERVAL_SECONDS),
    }),
  },
  ours: { ...CONTESTANTS.ours, setUp: "`--import @throughline/sdk/register` with `THROUGHLINE_PROFILING=0`" },
  "ours-profiled": CONTESTANTS["ours-profiled"],
} as const satisfies Record<string, Contestant>;

type Way = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as Way[];
/** The same without sampling. */
const WITHOUT: Partial<Record<Way, Way>> = { pyroscope: "plain", "dd-profiled": "dd", "ours-profiled": "ours" };

/** CPU that sampling stacks adds to a request, beside other samplers, and whether every sample names its span. */
export async function sampler({ rounds = ROUNDS, nodes, printOnly, given }: ProfileArguments): Promise<void> {
  const report = new Report("profiles-sampler", "CPU of the sampler of stacks", ["profiles", ...given]);
  report.text(
    `A server that calls another by \`fetch\`, ${CONNECTIONS} connections, ${WARM_UP} requests to warm up, then ${SECONDS} s measured; rounds: ${rounds}, a fresh ` +
      `process each, taking turns. All sample wall time and send a profile every ${INTERVAL_SECONDS} s; what delivers none while it is measured fails the run. ` +
      "The sampler's overhead is the CPU of a request with it against without it, the median of those of the rounds.",
  );
  const backend = new Program(process.execPath, [fixture("backend.cjs")], { env: cleanEnvironment() });
  try {
    const [, url] = await backend.line(/^listening (\S+)$/);
    for (const node of nodes) {
      const runs = new Map<Way, Run[]>(NAMES.map((name) => [name, []]));
      for (let round = 0; round < rounds; round++)
        for (const name of turns(NAMES, round)) {
          process.stderr.write(`bench: Node ${node}, round ${round + 1} of ${rounds}: ${name}\n`);
          const run = await measure(WAYS[name], nodeBinary(node), url as string, { leastMillis: 1_000 * SECONDS });
          if (name in WITHOUT && run.samples === 0) throw new Error(`Cannot measure ${name}: it delivered no samples, expected some`);
          runs.get(name)?.push(run);
        }
      tell(report, node, runs);
      const { samples, right } = await rightSpans(nodeBinary(node));
      if (samples === 0) throw new Error("Cannot tell whether samples have the right span: there are none, expected some");
      report.text(
        `Node ${node}: **${((100 * right) / samples).toFixed(2)} % of ${samples} CPU-bound samples have the trace, span and correlation ID of their request** ` +
          "(two routes that burn CPU between awaits, four clients at once).",
      );
    }
  } finally {
    await backend.kill("SIGKILL");
  }
  report.text(
    Object.values(WAYS)
      .map(({ name, setUp }) => `${name}: ${setUp}`)
      .join("; ") + ".",
  );
  report.finish(printOnly);
}

function tell(report: Report, node: number, runs: ReadonlyMap<Way, readonly Run[]>): void {
  const of = (name: Way): readonly Run[] => runs.get(name) ?? [];
  const overhead = (name: Way): string => {
    const without = WITHOUT[name];
    return without ? `${(100 * paired(of(name), of(without), (a, b) => a / b - 1)).toFixed(1)} %` : "–";
  };
  report.table(
    [
      `Node ${node}`,
      "**the sampler's overhead**",
      ...COST_HEAD,
      "spans delivered per request",
      "profiles delivered",
      "sample records in them",
    ],
    NAMES.map((name) => [
      WAYS[name].name,
      overhead(name),
      ...costCells(of(name), of("plain")),
      median(of(name).map(({ spansPerRequest }) => spansPerRequest)).toFixed(2),
      spread(
        of(name).map(({ profiles }) => profiles),
        0,
      ),
      spread(
        of(name).map(({ samples }) => samples),
        0,
      ),
    ]),
  );
}
