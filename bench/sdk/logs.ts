import { spawn } from "node:child_process";
import { once } from "node:events";
import { cleanEnvironment } from "../../tests/kit/program.ts";
import { npmPeer } from "../kit/peer.ts";
import { Report } from "../kit/report.ts";
import { median, spread } from "../kit/statistics.ts";
import type { SdkArguments } from "./arguments.ts";
import { type Contestant, CONTESTANTS, fixture } from "./contestants.ts";
import { cpuOf } from "./cpu-of.ts";
import { nodeBinary } from "./nodes.ts";
import { SinkProcess } from "./sink-process.ts";
import { turns } from "./turns.ts";

const WARM_UP = 10_000;
const LINES = 30_000;
const ROUNDS = 5;
/** Share of the lines that must arrive for their cost to count. */
const ENOUGH = 0.99;
const DELIVERY_MS = 10_000;

/** A logger, what instruments it, and whether what it writes also goes out over OTLP. */
interface Way {
  readonly name: string;
  readonly logger: "pino" | "pino-ids" | "winston" | "ours";
  readonly by: Contestant;
  readonly environment?: Readonly<Record<string, string>>;
  readonly exports: boolean;
}

/** Bursts of lines are larger than the queue of 2 048 that is the default everywhere: what is dropped costs nothing. */
const QUEUE = { OTEL_BLRP_MAX_QUEUE_SIZE: "65536" };
const { plain, ours, stock } = CONTESTANTS;

const WAYS: readonly Way[] = [
  { name: "pino", logger: "pino", by: plain, exports: false },
  { name: "pino, IDs by a mixin", logger: "pino-ids", by: plain, exports: false },
  { name: "**our logger**, IDs", logger: "ours", by: ours, environment: { OTEL_LOGS_EXPORTER: "none" }, exports: false },
  { name: "**our logger**, IDs, exported", logger: "ours", by: ours, environment: QUEUE, exports: true },
  { name: "pino, IDs, exported **by us**", logger: "pino", by: ours, environment: QUEUE, exports: true },
  {
    name: "pino, IDs, exported by OpenTelemetry's instrumentation-pino",
    logger: "pino",
    by: stock,
    environment: { ...QUEUE, BENCH_INSTRUMENTATIONS: "pino" },
    exports: true,
  },
  { name: "winston", logger: "winston", by: plain, exports: false },
];

/** One fresh process. */
interface Run {
  readonly cpuMicros: number;
  readonly delivered: number;
}

/** CPU that a log line costs, until it is delivered. */
export async function logs(args: SdkArguments): Promise<void> {
  const rounds = args.rounds ?? ROUNDS;
  const report = new Report("sdk-logs", "CPU per log line", ["sdk", ...args.given]);
  report.text(
    `${LINES} lines with five fields, 500 a tick, inside of a span, stdout to /dev/null, after ${WARM_UP} to warm up; CPU of the whole process ` +
      `until what is exported has arrived; ${rounds} rounds, a fresh process each, taking turns. A ratio is the median of those of the rounds.`,
  );
  for (const node of args.nodes) {
    const runs = new Map<Way, Run[]>(WAYS.map((way) => [way, []]));
    for (let round = 0; round < rounds; round++)
      for (const way of turns(WAYS, round)) {
        process.stderr.write(`bench: Node ${node}, round ${round + 1} of ${rounds}: ${way.name}\n`);
        runs.get(way)?.push(await measure(way, nodeBinary(node)));
      }
    tell(report, node, runs);
  }
  report.finish(args.printOnly);
}

async function measure({ name, logger, by, environment, exports }: Way, node: string): Promise<Run> {
  const sink = await SinkProcess.start();
  const child = spawn(node, [...by.flags(), fixture("log-lines.cjs")], {
    env: {
      ...cleanEnvironment(),
      ...by.environment(sink.port),
      ...environment,
      BENCH_LOGGER: logger,
      BENCH_LOGGERS: npmPeer("loggers"),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const message = async (): Promise<unknown> => {
    const ended = exited.then(([code]) => {
      throw new Error(`${name} ended with exit code ${code}`);
    });
    return (await Promise.race([once(child, "message"), ended]))[0];
  };
  const write = async (lines: number, total: number): Promise<number> => {
    child.send(lines);
    await message();
    return (await sink.settled((counts) => !exports || counts.logs >= total, DELIVERY_MS)).logs;
  };
  try {
    await message();
    const before = await write(WARM_UP, WARM_UP);
    const cpuBefore = await cpuOf(child);
    const after = await write(LINES, WARM_UP + LINES);
    return { cpuMicros: ((await cpuOf(child)) - cpuBefore) / LINES, delivered: (after - before) / LINES };
  } finally {
    child.kill("SIGKILL");
    await exited;
    await sink.stop();
  }
}

function tell(report: Report, node: number, runs: ReadonlyMap<Way, readonly Run[]>): void {
  const [pino = []] = [...runs.values()];
  report.table(
    [`Node ${node}`, "× pino", "CPU µs per line", "delivered"],
    [...runs].map(([{ name, exports }, all]) => {
      const ratios = all.map(({ cpuMicros }, round) => cpuMicros / (pino[round]?.cpuMicros ?? Number.NaN));
      const delivered = median(all.map((run) => run.delivered));
      return [
        name,
        exports && delivered < ENOUGH ? "–" : spread(ratios, 2), // lines that are lost are cheap
        spread(
          all.map(({ cpuMicros }) => cpuMicros),
          2,
        ),
        exports ? `${(100 * delivered).toFixed(0)} %` : "–",
      ];
    }),
  );
}
