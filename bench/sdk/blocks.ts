import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, Program } from "../../tests/kit/program.ts";
import { Report } from "../kit/report.ts";
import { median, spread } from "../kit/statistics.ts";
import type { SdkArguments } from "./arguments.ts";
import { CONTESTANTS, fixture } from "./contestants.ts";
import { cpuOf } from "./cpu-of.ts";
import { nodeBinary } from "./nodes.ts";
import { SinkProcess } from "./sink-process.ts";
import { turns } from "./turns.ts";

const THRESHOLD_MS = 100;
/** What came out shorter than asked for, because the machine was slower while it was measured, need not be reported. */
const LEAST_MS = 1.2 * THRESHOLD_MS;
/** What blocks, and the function that is to blame. */
const KINDS = {
  loop: { what: "a loop", culprit: "spinLoop" },
  regex: { what: "a regular expression that backtracks", culprit: "matchBackwards" },
  json: { what: "`JSON.parse`, the function's last act", culprit: "parseHugeText" },
  "json-sum": { what: "`JSON.parse`, before a loop", culprit: "sumHugeText" },
  pbkdf2: { what: "`pbkdf2Sync`", culprit: "hashPassword" },
  read: { what: "`readFileSync` of a slow file", culprit: "readSlowFile" },
} as const;
const MILLIS = [150, 300, 1_000];
const ROUNDS = 5;
const REPORT_MS = 4_000;

const IDLE_ROUNDS = 3;
const IDLE_SECONDS = 20;
const SETTLE_MS = 3_000;

type Kind = keyof typeof KINDS;

/** One block, and what was said of it. */
interface Block {
  readonly kind: Kind;
  readonly millis: number;
  readonly culprit?: string;
  /** The one with the longest duration is the truth. */
  readonly reportedMillis?: number;
}

/** Whether blocked event loops are reported, and as what; and what it costs to watch an idle one. */
export async function blocks(args: SdkArguments): Promise<void> {
  const rounds = args.rounds ?? ROUNDS;
  const report = new Report("sdk-blocks", "Blocked event loops", ["sdk", ...args.given]);
  report.text(
    `Requests that block the thread for ${MILLIS.join(", ")} ms, ${rounds} times each, after their handler has returned; ` +
      `\`THROUGHLINE_BLOCK_THRESHOLD_MS=${THRESHOLD_MS}\`. The right trace is that of the request, the right function the one that blocked.`,
  );
  for (const node of args.nodes) tellBlocks(report, node, await blockAll(nodeBinary(node), rounds));
  report.text(
    `Watching an idle process: CPU of ${IDLE_SECONDS} s without a request, ${IDLE_ROUNDS} times in turn, in percent of a core. Threshold as by default.`,
  );
  for (const node of args.nodes) await compareIdle(report, node);
  report.finish(args.printOnly);
}

async function blockAll(node: string, rounds: number): Promise<Block[]> {
  const folder = mkdtempSync(join(tmpdir(), "throughline-bench-"));
  const fifo = join(folder, "slow");
  execFileSync("mkfifo", [fifo]);
  const sink = await SinkProcess.start();
  const service = new Program(node, [...CONTESTANTS.ours.flags(), fixture("blocking.cjs")], {
    env: {
      ...cleanEnvironment(),
      ...CONTESTANTS.ours.environment(sink.port),
      THROUGHLINE_BLOCK_THRESHOLD_MS: String(THRESHOLD_MS),
      BENCH_FIFO: fifo,
      BENCH_MILLIS: MILLIS.join(","),
    },
    channel: true,
  });
  try {
    const [, url] = (await service.line(/^listening (\S+)$/)) as unknown as [string, string];
    const made: { kind: Kind; millis: number; traceId: string }[] = [];
    for (let round = 0; round < rounds; round++)
      for (const kind of Object.keys(KINDS) as Kind[])
        for (const millis of MILLIS) {
          const traceId = randomBytes(16).toString("hex");
          const wait = kind === "read" ? writeSlowly(fifo, millis) : undefined;
          const response = await fetch(`${url}/${kind}/${millis}`, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
          made.push({ kind, millis: Number(await response.text()), traceId });
          await wait;
          await sleep(THRESHOLD_MS);
        }
    await sleep(REPORT_MS);
    const records = await sink.blocks();
    const due = made.filter(({ millis }) => millis >= LEAST_MS);
    return due.map(({ kind, millis, traceId }) => {
      const [truth] = records
        .filter((record) => record.traceId === traceId)
        .map(({ attributes }) => ({
          culprit: String(attributes["code.function.name"]),
          reportedMillis: Number(attributes["throughline.block.duration_nano"]) / 1e6,
        }))
        .toSorted((a, b) => b.reportedMillis - a.reportedMillis);
      return { kind, millis, ...truth };
    });
  } finally {
    await service.kill("SIGKILL");
    await sink.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets whoever reads the FIFO wait so long. */
async function writeSlowly(fifo: string, millis: number): Promise<void> {
  const file = await open(fifo, "w"); // resolves when somebody has opened it to read
  await sleep(millis);
  await file.write("slow");
  await file.close();
}

function tellBlocks(report: Report, node: number, all: readonly Block[]): void {
  const right = ({ kind, culprit }: Block) => culprit?.split(".").at(-1) === KINDS[kind].culprit;
  const share = (part: readonly Block[], of: readonly Block[]) => `${((100 * part.length) / of.length).toFixed(0)} %`;
  const row = (what: string, some: readonly Block[]) => {
    const reported = some.filter(({ culprit }) => culprit !== undefined);
    const off = reported.map(({ reportedMillis = 0, millis }) => reportedMillis - millis);
    const others = new Set(reported.filter((block) => !right(block)).map(({ culprit }) => `\`${culprit}\``));
    return [
      what,
      some.length,
      share(some.filter(right), some),
      share(reported, some),
      off.length === 0 ? "–" : spread(off, 0),
      [...others].join(", ") || "–",
    ];
  };
  report.table(
    [`Node ${node}`, "blocks", "right trace and function", "right trace", "reported duration off by ms", "named instead"],
    [
      row("**all**", all),
      ...Object.entries(KINDS).map(([kind, { what }]) =>
        row(
          what,
          all.filter((block) => block.kind === kind),
        ),
      ),
    ],
  );
}

async function compareIdle(report: Report, node: number): Promise<void> {
  const ways = [
    { name: "plain", contestant: CONTESTANTS.plain, environment: {} },
    { name: "ours, without the watchdog", contestant: CONTESTANTS.ours, environment: { THROUGHLINE_BLOCK_THRESHOLD_MS: "0" } },
    { name: "**ours**, in production", contestant: CONTESTANTS.ours, environment: { NODE_ENV: "production" } },
    { name: "**ours**, in development", contestant: CONTESTANTS.ours, environment: { NODE_ENV: "development" } },
  ];
  const percents: number[][] = ways.map(() => []);
  const sink = await SinkProcess.start();
  try {
    for (let round = 0; round < IDLE_ROUNDS; round++)
      for (const [index, { contestant, environment }] of turns([...ways.entries()], round)) {
        const service = new Program(nodeBinary(node), [...contestant.flags(), fixture("front.cjs")], {
          env: { ...cleanEnvironment(), ...contestant.environment(sink.port), ...environment },
          channel: true,
        });
        try {
          await service.line(/^listening /);
          await sleep(SETTLE_MS);
          const before = await cpuOf(service.child);
          await sleep(IDLE_SECONDS * 1_000);
          percents[index]?.push((100 * ((await cpuOf(service.child)) - before)) / (IDLE_SECONDS * 1e6));
        } finally {
          await service.kill("SIGKILL");
        }
      }
  } finally {
    await sink.stop();
  }
  const without = percents[1] as number[];
  report.table(
    [`Node ${node}`, "% of a core", "of it the watchdog"],
    ways.map(({ name }, index) => {
      const own = percents[index] as number[];
      return [name, spread(own, 2), index < 2 ? "–" : median(own.map((value, round) => value - (without[round] as number))).toFixed(2)];
    }),
  );
}
