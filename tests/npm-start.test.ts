import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { cleanEnvironment, isAlive, Program, ROOT } from "./kit/program.ts";
import { temporaryDirectory } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";
import { rmSync } from "node:fs";

interface Started {
  readonly npm: Program;
  readonly data: string;
  /** Process IDs below npm, itself included. */
  readonly family: number[];
}

const started: Started[] = [];

afterEach(() => {
  for (const { data, family } of started.splice(0)) {
    for (const pid of family) if (isAlive(pid)) process.kill(pid, "SIGKILL");
    rmSync(data, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  }
});

/** `npm start` on free ports, in a process group of its own, as a terminal would. */
async function npmStart(...npmFlags: string[]): Promise<Started> {
  const data = temporaryDirectory();
  const args = ["start", ...npmFlags, "--", "--data", data, "--port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0"];
  const npm = new Program("npm", args, { cwd: ROOT, env: cleanEnvironment(), detached: true });
  await npm.line(/^throughline ready /);
  const one = { npm, data, family: descendants(npm.pid) };
  started.push(one);
  return one;
}

/** A process and all below it. */
function descendants(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const [, parent] = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      parents.set(Number(parent), [...(parents.get(Number(parent)) ?? []), Number(name)]);
    } catch {
      // it has ended meanwhile
    }
  }
  const below = (one: number): number[] => [one, ...(parents.get(one) ?? []).flatMap(below)];
  return below(pid);
}

/** When npm has returned, nothing of it lives and the data directory is free. */
function expectAllGone({ data, family }: Started): void {
  expect(family.filter(isAlive)).toEqual([]);
  expect(existsSync(join(data, "throughline.pid"))).toBe(false);
  expect(existsSync(join(data, "clickhouse/engine.pid"))).toBe(false);
}

test("SIGTERM to npm alone ends everything: code 0, no process left, the data directory free when npm returns", async () => {
  const one = await npmStart();
  expect(one.family.length).toBeGreaterThanOrEqual(4); // npm, the first process, throughline, the engine
  one.npm.child.kill("SIGTERM");
  expect(await one.npm.ended()).toEqual({ code: 0, signal: null });
  expectAllGone(one);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s to the whole group, as Ctrl-C sends it, ends everything: code 0, no process left",
  async (signal) => {
    const one = await npmStart();
    process.kill(-one.npm.pid, signal);
    expect((await one.npm.ended()).code).toBe(0);
    expectAllGone(one);
  },
);

test.each([
  ["npm", 0],
  ["the first process", 1],
  ["throughline", 2],
])("kill -9 of %s leaves no process behind", async (_name, index) => {
  const one = await npmStart();
  process.kill(one.family[index] as number, "SIGKILL");
  await until(
    () => (one.family.some(isAlive) ? undefined : true),
    () => `the end of ${one.family.filter(isAlive).join(", ")}`,
    30_000,
  );
  expect(one.family.filter(isAlive)).toEqual([]);
});

test("npm start --silent still says what cannot be used, and fails", async () => {
  const npm = new Program("npm", ["start", "--silent", "--", "--port", "nowhere"], { cwd: ROOT, env: cleanEnvironment() });
  const { code } = await npm.ended();
  expect(code).not.toBe(0);
  expect(npm.stderr).toBe('throughline: Cannot use --port "nowhere": expected a port from 0 to 65535, 0 for any free one\n');
});

test("a start in a checkout that is set up installs and builds nothing", async () => {
  const one = await npmStart();
  expect(one.npm.stderr).not.toMatch(/installing|building/);
  one.npm.child.kill("SIGTERM");
  await one.npm.ended();
});
