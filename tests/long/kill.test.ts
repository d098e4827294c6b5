import { readFileSync, rmSync } from "node:fs";
import { afterAll, expect, test } from "@jest/globals";
import { type Load, startLoad } from "../kit/load.ts";
import { isAlive } from "../kit/program.ts";
import { expectStoredOnce } from "../kit/stored-once.ts";
import { temporaryDirectory, Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** Together more than 100 000 acknowledged spans; each test ends in ClickHouse itself. */
const KILLS = 20;
/** Bounded: about 5 000 spans a second, however fast the machine is; an engine that is killed again and again is away for minutes in all. */
const LOAD = { senders: 4, spansPerRequest: 250, pauseMs: 200 };
const SPANS_BETWEEN_KILLS = 2_000;

const directories: string[] = [];
let throughline: Throughline;

afterAll(async () => {
  await throughline?.stop();
  for (const data of directories) rmSync(data, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
});

function newDirectory(): string {
  const data = temporaryDirectory();
  directories.push(data);
  return data;
}

const moreThan = (load: Load, before: number) =>
  until(
    () => (load.acknowledged.size > before + SPANS_BETWEEN_KILLS ? true : undefined),
    () => "acknowledged spans",
    60_000,
  );

async function killEngine(): Promise<void> {
  const engine = throughline.enginePid;
  process.kill(engine, "SIGKILL");
  await until(
    () => (isAlive(engine) ? undefined : true),
    () => "the engine's end",
  );
}

const engineIsBack = () =>
  until(
    // Not all of it: the probe is well again only when it has written and read the next time.
    async () => ((await throughline.client.ready()).parts.clickhouse?.ok ? true : undefined),
    () => "the engine to be up again",
    60_000,
  );

test("kill -9 of the main process in a loop under load loses nothing and doubles nothing", async () => {
  const data = newDirectory();
  throughline = await Throughline.start({ data });
  const load = startLoad({ ...LOAD, otlpHttp: () => throughline.otlpHttp });
  for (let kill = 0; kill < KILLS; kill++) {
    await moreThan(load, load.acknowledged.size);
    await throughline.program.kill("SIGKILL");
    throughline = await Throughline.start({ data });
  }
  await load.stop();
  await expectStoredOnce(throughline, load, LOAD.spansPerRequest);
  await throughline.stop();
});

test("kill -9 of the engine in a loop under load loses nothing and doubles nothing", async () => {
  throughline = await Throughline.start({ data: newDirectory() });
  const load = startLoad({ ...LOAD, otlpHttp: () => throughline.otlpHttp });
  for (let kill = 0; kill < KILLS; kill++) {
    await moreThan(load, load.acknowledged.size);
    await killEngine();
    await engineIsBack();
  }
  await load.stop();
  await expectStoredOnce(throughline, load, LOAD.spansPerRequest);
  await throughline.stop();
});

test("kill -9 of both by turns in a loop under load loses nothing and doubles nothing", async () => {
  const data = newDirectory();
  throughline = await Throughline.start({ data });
  const load = startLoad({ ...LOAD, otlpHttp: () => throughline.otlpHttp });
  for (let kill = 0; kill < KILLS; kill++) {
    await moreThan(load, load.acknowledged.size);
    await killEngine();
    if (kill % 2 === 0) await engineIsBack();
    await throughline.program.kill("SIGKILL");
    throughline = await Throughline.start({ data });
  }
  await load.stop();
  await expectStoredOnce(throughline, load, LOAD.spansPerRequest);
  await throughline.stop();
});

test("ClickHouse away for two minutes while load goes on: everything is taken, memory stays flat, and all is stored once", async () => {
  throughline = await Throughline.start({ data: newDirectory() });
  const load = startLoad({ ...LOAD, senders: 2, pauseMs: 20, otlpHttp: () => throughline.otlpHttp });
  await moreThan(load, 0);
  const before = residentMiB();
  process.kill(throughline.enginePid, "SIGSTOP");
  const end = Date.now() + 120_000;
  let away = 0;
  await until(
    async () => {
      away = load.acknowledged.size;
      return Date.now() > end ? true : undefined;
    },
    () => "two minutes",
    150_000,
  );
  expect(away).toBeGreaterThan(20_000);
  expect(load.unanswered()).toBe(0);
  expect(residentMiB() - before).toBeLessThan(200);
  expect((await throughline.client.ready()).ready).toBe(false);
  process.kill(throughline.enginePid, "SIGCONT");
  await engineIsBack();
  await load.stop();
  await expectStoredOnce(throughline, load, LOAD.spansPerRequest);
  expect(throughline.program.stderr.match(/traces wait in the queue/g)).toHaveLength(1);
  expect(throughline.program.stderr.match(/traces are stored again/g)).toHaveLength(1);
  await throughline.stop();

  function residentMiB(): number {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${throughline.program.pid}/status`, "utf8"))?.[1]) / 1024;
  }
});
