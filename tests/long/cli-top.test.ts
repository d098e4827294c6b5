import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { ANY_PORT, attachTarget, expectClosed, killTargets, startTarget } from "../kit/attach-target.ts";
import { cli, startCli } from "../kit/cli.ts";
import { nodeOf, OTHER_NODES } from "../kit/nodes.ts";
import { ROOT } from "../kit/program.ts";
import { until } from "../kit/until.ts";

interface Row {
  function: string;
  file: string;
  kind: string;
  own: number;
  total: number;
  ownSeconds: number;
  totalSeconds: number;
}

interface View {
  pid: number;
  samples: number;
  gc: number;
  idle: number;
  totalSeconds: number;
  threads: { name: string; busy: number }[];
  functions: Row[];
}

let nodes: string[] = [];

beforeAll(async () => {
  nodes = [process.execPath, ...(await Promise.all(OTHER_NODES.map(nodeOf)))];
});

afterEach(killTargets);

const views = (stdout: string): View[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as View);

const rowOf = (view: View | undefined, name: string): Row | undefined => view?.functions.find((row) => row.function === name);

test("throughline top names the functions that run by their shares, on Node 22, 24 and 26, also those that ran hot before it came", async () => {
  for (const node of nodes) {
    const { target, port } = await startTarget([ANY_PORT, ...attachTarget("split")], node);
    const { code, stdout, stderr } = await cli(["top", String(target.pid), "--count", "3", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [first, , last] = views(stdout);
    expect(first).toMatchObject({ pid: target.pid, threads: [{ name: "main" }] });
    expect(first?.samples).toBeGreaterThan(10);
    const [pack, weigh] = [rowOf(last, "pack"), rowOf(last, "weigh")];
    expect(pack).toMatchObject({ kind: "own", file: join(ROOT, "tests/fixtures/attach-target.mjs") });
    expect((pack?.totalSeconds ?? 0) / ((pack?.totalSeconds ?? 0) + (weigh?.totalSeconds ?? 0))).toBeGreaterThan(0.55);
    expect((pack?.totalSeconds ?? 0) / ((pack?.totalSeconds ?? 0) + (weigh?.totalSeconds ?? 0))).toBeLessThan(0.85);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("pong");
    await expectClosed(target);
  }
});

test("throughline top of a stuck process and its worker thread shows both, and that the loop is at fault", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("stuck", "worker")]);
  const { stdout, code } = await cli(["top", String(target.pid), "--count", "2", "--json"]);
  expect(code).toBe(0);
  const last = views(stdout).at(-1);
  expect(last?.threads.map(({ name }) => name)).toEqual(["main", expect.stringMatching(/^worker 1 /)]);
  expect(last?.functions[0]).toMatchObject({ function: "spin" });
  expect(rowOf(last, "spin")?.own).toBeGreaterThan(1);
  await expectClosed(target);
});

test("throughline top of an idle process says that it is idle; its samples that nobody is to see are not there", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("idle")]);
  const { stdout, code } = await cli(["top", String(target.pid), "--count", "1"]);
  expect(code).toBe(0);
  const [title, rate, shares, heading] = stdout.split("\n");
  expect(title).toMatch(new RegExp(`^Process ${target.pid}: `));
  expect(rate).toMatch(/^99 samples a second, for \d+ s; \d+ in the last \d+\.\d s$/);
  expect(shares).toMatch(/^GC \d+\.\d%, idle (?:[89]\d|100)\.\d%$/);
  expect(heading).toMatch(/^ +%Own +%Total +OwnTime +TotalTime {2}Function \(file:line\)$/);
  expect(stdout).not.toMatch(/\(idle\)|throughline:sampler/);
  await expectClosed(target);
});

test("throughline top on a terminal shows one screen, sorts by keys, and leaves the terminal as it was", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("split")]);
  // A terminal for the command: what is typed goes in at stdin.
  const command = `${process.execPath} --disable-warning=ExperimentalWarning services/cli/bin/throughline.mjs top ${target.pid}`;
  const python = `import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execvp("sh", ["sh", "-c", "stty rows 24 cols 100; exec " + sys.argv[1]])
def copy(): 
  try: return os.read(fd, 65536)
  except OSError: return b""
import select
while True:
  ready, _, _ = select.select([fd, 0], [], [])
  if fd in ready:
    data = copy()
    if not data: break
    os.write(1, data)
  if 0 in ready: os.write(fd, os.read(0, 100))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
  const terminal = spawn("python3", ["-c", python, command], { cwd: ROOT, env: { ...process.env, TERM: "xterm", NO_COLOR: "" } });
  const ended = once(terminal, "close");
  let screen = "";
  terminal.stdout.on("data", (chunk: Buffer) => (screen += chunk.toString()));
  try {
    await until(
      () => (screen.includes("pack") ? true : undefined),
      () => `a table: ${screen}`,
      60_000,
    );
    expect(screen).toContain("\u{1b}[?1049h");
    expect(screen).toContain("\u{1b}[1m      %Own\u{1b}[22m");
    terminal.stdin.write("4");
    await until(
      () => (screen.includes("\u{1b}[1m TotalTime\u{1b}[22m") ? true : undefined),
      () => "the table to be sorted",
    );
    terminal.stdin.write("q");
    const [code] = await ended;
    expect(code).toBe(0);
    expect(screen.endsWith("\u{1b}[?25h\u{1b}[?1049l")).toBe(true);
  } finally {
    terminal.kill("SIGKILL");
  }
  await expectClosed(target);
});

test("throughline top that is killed leaves no inspector behind", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("stuck")]);
  const top = startCli(["top", String(target.pid), "--json"]);
  await top.line(/"functions"/);
  await top.kill("SIGKILL");
  await expectClosed(target);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("throughline top closes the inspector on %s", async (signal) => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("idle")]);
  const top = startCli(["top", String(target.pid), "--json"]);
  await top.line(/"functions"/);
  const { code } = await top.kill(signal);
  expect(code).toBe({ SIGINT: 0, SIGTERM: 143, SIGHUP: 129 }[signal]);
  await expectClosed(target);
});

test("throughline top ends when the process does, and says so", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("idle")]);
  const top = startCli(["top", String(target.pid), "--json"]);
  await top.line(/"functions"/);
  await target.kill("SIGKILL");
  expect((await top.ended()).code).toBe(0);
  expect(top.stderr).toMatch(/^throughline: Process \d+: .*: it has ended\n$/);
});

test("throughline top refuses a rate, a count, an interval and a column that make no sense, as usage errors", async () => {
  for (const flags of [
    ["--rate", "0"],
    ["--count", "0"],
    ["--interval", "x"],
    ["--sort", "size"],
  ]) {
    const { code, stderr } = await cli(["top", "1", ...flags]);
    expect({ flags, code }).toEqual({ flags, code: 2 });
    expect(stderr).toMatch(/^throughline: /);
  }
  expect(execFileSync(process.execPath, [join(ROOT, "services/cli/bin/throughline.mjs"), "top", "--help"]).toString()).toContain(
    "Examples:",
  );
});
