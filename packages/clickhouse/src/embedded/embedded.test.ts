import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { EmbeddedClickHouse } from "./embedded.ts";
import { InUseError, takePidFile, waitForPidFile } from "./pid-file.ts";

let directory: string;
let engine: EmbeddedClickHouse;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "throughline-engine-"));
  engine = new EmbeddedClickHouse(directory);
});

afterEach(async () => {
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function ask(query: string, user = engine.username, password = engine.password): Promise<string> {
  const response = await fetch(engine.url, {
    method: "POST",
    body: query,
    headers: { "x-clickhouse-user": user, "x-clickhouse-key": password, connection: "close" },
  });
  return response.text();
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await sleep(50);
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};

test("the embedded engine keeps what it acknowledged through kill -9, and is started again by itself", async () => {
  await engine.start();
  await ask("CREATE TABLE default.t (n UInt64) ENGINE = MergeTree ORDER BY n");
  await ask("INSERT INTO default.t SELECT number FROM numbers(1000)");
  const up = once(engine, "up");
  process.kill(engine.pid as number, "SIGKILL");
  await up;
  expect(await ask("SELECT count() FROM default.t")).toBe("1000\n");
});

test("signals that reach the whole process group do not end the engine", async () => {
  await engine.start();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(engine.pid as number, signal);
  expect(await ask("SELECT 1")).toBe("1\n");
});

test("the password is random for each directory, kept in a file that only its owner reads, and wanted of everyone", async () => {
  await engine.start();
  const file = join(directory, "password");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(engine.password).toBe(readFileSync(file, "utf8"));
  expect(engine.password.length).toBeGreaterThanOrEqual(32);
  expect(await ask("SELECT count() FROM system.tables", engine.username, "wrong")).toMatch(/AUTHENTICATION_FAILED/);
  expect(await ask("SELECT count() FROM system.tables", "default", "")).toMatch(/QUOTA_EXCEEDED|ACCESS_DENIED/);
  for (const name of ["config.xml", "engine.log", "engine.out"])
    expect(readFileSync(join(directory, name), "utf8")).not.toContain(engine.password);
});

test("the engine listens on loopback only and keeps no system logs", async () => {
  await engine.start();
  expect(engine.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await ask("SELECT count() FROM system.tables WHERE database = 'system' AND name LIKE '%_log'")).toBe("0\n");
});

test("the engine ends when the process that started it is killed", async () => {
  const script = `import { EmbeddedClickHouse } from ${JSON.stringify(new URL("./embedded.ts", import.meta.url).href)};
    const engine = new EmbeddedClickHouse(${JSON.stringify(directory)}); await engine.start(); console.log(engine.pid); setInterval(() => {}, 1000);`;
  const parent: ChildProcess = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(parent.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await until(() => !isAlive(pid));
  await engine.start(); // the directory is free again
  expect(await ask("SELECT 1")).toBe("1\n");
});

test("a pid file of a live process is waited for and then named; that of a dead one is taken over", async () => {
  const file = join(directory, "some.pid");
  const sleeper = spawn("sleep", ["60"]);
  writeFileSync(file, JSON.stringify({ pid: sleeper.pid, started: "" }));
  const error = await waitForPidFile(file, 100).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InUseError);
  expect((error as InUseError).pid).toBe(sleeper.pid);
  sleeper.kill();
  await once(sleeper, "exit");
  await takePidFile(file);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
});

test("a pid file whose process ID was given to another process since is taken over", async () => {
  const file = join(directory, "some.pid");
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: "1" }));
  await takePidFile(file);
  expect(JSON.parse(readFileSync(file, "utf8")).started).not.toBe("1");
});
