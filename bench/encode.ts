import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { CONTESTANTS } from "./encode/contestants.ts";
import type { Round } from "./encode/runner.ts";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { npmPeer } from "./kit/peer.ts";
import { Report } from "./kit/report.ts";
import { median, spread } from "./kit/statistics.ts";

const RUNNER = fileURLToPath(new URL("encode/runner.ts", import.meta.url));
const WARM_UP_ROUNDS = 2;

/** Spans per CPU-second from an export request's bytes to what ClickHouse gets, one process a contestant, taking turns. */
export const encode: Benchmark = {
  claim: "spans per CPU-second of the encoder alone, against protobufjs and JSONEachRow",
  async run(args) {
    const { spans, request, rounds } = numbers(args, { spans: 100_000, request: 500, rounds: 5 });
    npmPeer("protobufjs");
    const runners: ChildProcess[] = [];
    const results: Round[][] = [];
    try {
      for (const name of Object.keys(CONTESTANTS)) {
        runners.push(fork(RUNNER, [name, String(spans), String(request)]));
        results.push([]);
      }
      for (let round = -WARM_UP_ROUNDS; round < rounds; round++)
        for (const [index, runner] of runners.entries()) {
          const result = await oneRound(runner);
          if (round >= 0) results[index]?.push(result);
        }
    } finally {
      await Promise.all(runners.map(end));
    }
    publish(args, request, results);
  },
};

async function oneRound(runner: ChildProcess): Promise<Round> {
  runner.send("round");
  const ended = once(runner, "exit").then(([code]) => {
    throw new Error(`a contestant ended with exit code ${code}`);
  });
  return (await Promise.race([once(runner, "message"), ended]))[0] as Round;
}

async function end(runner: ChildProcess): Promise<void> {
  if (runner.exitCode !== null || runner.signalCode !== null) return;
  const exited = once(runner, "exit");
  runner.disconnect();
  await exited;
}

function publish(args: readonly string[], spansPerRequest: number, results: readonly Round[][]): void {
  const rate = ({ spans, cpuSeconds }: Round) => spans / cpuSeconds / 1_000;
  const fastest = median((results[0] as Round[]).map(rate));
  const [{ spans, requestBytes }] = results[0] as [Round];
  const report = new Report("encode", "Encoder alone", ["encode", ...args]);
  report.text(
    `${spans} spans of ${(requestBytes / spans).toFixed(0)} bytes with 12 attributes, ${spansPerRequest} a request, 50 000 an insert; ` +
      "one process each, taking turns, after two rounds to warm up.",
  );
  report.table(
    ["way", "ours is faster by", "1 000 spans per CPU-second", "bytes a row out", "GC share of CPU", "peak MiB"],
    results.map((rounds) => [
      rounds[0]?.name ?? "",
      `${(fastest / median(rounds.map(rate))).toFixed(1)} ×`,
      spread(rounds.map(rate), 0),
      rounds[0]?.bytesOut ? (rounds[0].bytesOut / spans).toFixed(0) : "–",
      `${(100 * median(rounds.map(({ gcSeconds, cpuSeconds }) => gcSeconds / cpuSeconds))).toFixed(1)} %`,
      Math.max(...rounds.map(({ peakMiB }) => peakMiB)).toFixed(0),
    ]),
  );
  report.publish();
}
