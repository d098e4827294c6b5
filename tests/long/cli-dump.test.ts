import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { ANY_PORT, attachTarget, killTargets, startTarget } from "../kit/attach-target.ts";
import { cli, type CliResult, inspectorPorts, isListening } from "../kit/cli.ts";
import { nodeOf, OTHER_NODES } from "../kit/nodes.ts";
import { isAlive, Program, ROOT } from "../kit/program.ts";
import { killSdkProcesses, REGISTER, startSdkProcess } from "../kit/sdk-process.ts";
import { temporaryDirectory } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

interface Frame {
  function: string;
  file: string;
  line: number;
  locals?: Record<string, string>;
}

interface Dump {
  pid: number;
  nodeVersion: string;
  threads: {
    threadId: number;
    name: string;
    state: string;
    waitingFor: Record<string, number>;
    traceId?: string;
    spanId?: string;
    correlationId?: string;
    frames: Frame[];
  }[];
}

const FIXTURES = join(ROOT, "tests/fixtures");
let nodes: string[] = [];

beforeAll(async () => {
  nodes = [process.execPath, ...(await Promise.all(OTHER_NODES.map(nodeOf)))];
});

afterEach(killTargets);

/** Dumps until the main thread is where it is to be: a process that has only just said `ready` is on its way there. */
function dumpWhen(target: Program, isThere: (dump: Dump) => boolean, flags: readonly string[] = []): Promise<Dump> {
  let result: CliResult | undefined;
  return until(
    async () => {
      result = await cli(["dump", String(target.pid), "--json", ...flags]);
      expect(result).toMatchObject({ code: 0, stderr: "" });
      const dump = JSON.parse(result.stdout) as Dump;
      return isThere(dump) ? dump : undefined;
    },
    () => `a dump, not ${JSON.stringify(result)}`,
    60_000,
  );
}

const isActive = ({ threads: [main] }: Dump): boolean =>
  main?.state === "active" && main.frames.some(({ function: name }) => /spin/.test(name));

function expectClosed(target: Program): void {
  const ports = inspectorPorts(target.stderr);
  expect(ports.length).toBeGreaterThan(0);
  for (const port of ports) expect(isListening(port)).toBe(false);
  expect(isAlive(target.pid)).toBe(true);
}

test("throughline dump names what a stuck process does on Node 22, 24 and 26, with locals but no secrets, and closes the inspector again", async () => {
  for (const node of nodes) {
    const { target } = await startTarget([ANY_PORT, ...attachTarget("stuck")], node);
    const { threads } = await dumpWhen(target, isActive, ["--locals"]);
    expect(threads).toHaveLength(1);
    const [spin, handleOrder] = threads[0]?.frames ?? [];
    expect(spin).toMatchObject({ function: "spin", file: join(FIXTURES, "attach-target.mjs"), line: expect.any(Number), kind: "own" });
    expect(spin?.locals).toMatchObject({
      orderId: '"o-7"',
      cart: '["tea", "cup"]',
      password: "[redacted]",
      turns: expect.stringMatching(/^\d+$/),
    });
    expect(spin?.locals?.user).toBe(
      '{ name: "ann", accessToken: [redacted], tags: Set(1) { "vip" }, visits: 3n, since: Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time) }',
    );
    expect(handleOrder).toMatchObject({ function: "handleOrder", locals: { order: '{ id: "o-7", cart: ["tea", "cup"] }' } });
    expect(JSON.stringify(threads)).not.toMatch(/not to be seen|nor this/);
    // Once more: it is as it was.
    const again = await dumpWhen(target, isActive);
    expect(again.threads[0]?.frames[0]).toMatchObject({ function: "spin" });
    expect(again.threads[0]?.frames[0]).not.toHaveProperty("locals");
    expectClosed(target);
  }
});

test("throughline dump says of an idle process that it is idle and what it waits for; it answers as before", async () => {
  for (const node of nodes) {
    const { target, port } = await startTarget([ANY_PORT, ...attachTarget("idle")], node);
    await fetch(`http://127.0.0.1:${port}`);
    const { stdout, code } = await cli(["dump", String(target.pid), "--locals"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Process ${target.pid}: .* ${FIXTURES}/attach-target.mjs idle\nNode v`));
    expect(stdout).toMatch(/\n\nThread main \(idle\): the event loop is waiting \(.*1 TCP server.*\)\n$/);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("pong");
    expectClosed(target);
  }
});

test("throughline dump shows worker threads, idle and stuck, beside a stuck main thread", async () => {
  for (const node of nodes) {
    const { target } = await startTarget([ANY_PORT, ...attachTarget("stuck", "worker")], node);
    const { threads } = await dumpWhen(target, (dump) => isActive(dump) && dump.threads[1]?.state === "active", ["--locals"]);
    expect(threads.map(({ threadId }) => threadId)).toEqual([0, 1]);
    expect(threads[1]).toMatchObject({
      name: expect.any(String),
      frames: [{ function: "spin", locals: { orderId: '"o-7"' } }, {}, {}, {}, {}],
    });
    expectClosed(target);
  }
  const { target } = await startTarget([ANY_PORT, ...attachTarget("idle", "worker")]);
  const { threads } = await dumpWhen(target, (dump) => dump.threads[1]?.waitingFor.Timeout === 1);
  expect(threads.map(({ state }) => state)).toEqual(["idle", "idle"]);
  expectClosed(target);
});

test("throughline dump shows a stuck CommonJS process as text, as py-spy does", async () => {
  const { target } = await startTarget([ANY_PORT, join(FIXTURES, "attach-target.cjs")]);
  await dumpWhen(target, isActive);
  const { stdout, code } = await cli(["dump", String(target.pid)]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nThread main \(active\)\n {4}spinHere \(tests\/fixtures\/attach-target\.cjs:4:\d+\)\n/);
  expect(stdout).not.toContain("\u{1b}[");
  expectClosed(target);
});

test("throughline dump names positions as they were written where a source map says so", async () => {
  const folder = temporaryDirectory();
  // Two lines of a bundle that come from lines 8 and 9 of src/shop.ts.
  const map = JSON.stringify({ version: 3, sources: ["src/shop.ts"], names: [], mappings: "AAOA;AACA" });
  writeFileSync(
    join(folder, "bundle.cjs"),
    `console.log("ready"); setTimeout(spinSoon, 50); function spinSoon() { let n = 0;\nfor (;;) n++; }\n//# sourceMappingURL=bundle.cjs.map\n`,
  );
  writeFileSync(join(folder, "bundle.cjs.map"), map);
  const { target } = await startTarget([ANY_PORT, join(folder, "bundle.cjs")]);
  const { threads } = await dumpWhen(target, isActive);
  expect(threads[0]?.frames[0]).toMatchObject({ function: "spinSoon", file: join(folder, "src/shop.ts"), line: 9 });
  expectClosed(target);
});

test("throughline dump uses an inspector that is open, and leaves it open", async () => {
  const { target } = await startTarget(["--inspect=127.0.0.1:0", ...attachTarget("stuck")]);
  const [port = 0] = inspectorPorts(target.stderr);
  await dumpWhen(target, isActive, ["--locals"]);
  expect(isListening(port)).toBe(true);
  expect(inspectorPorts(target.stderr)).toEqual([port]);
});

test("throughline dump cannot see into native code and says so; an inspector that opens when the process comes out is closed", async () => {
  const { target, port } = await startTarget([ANY_PORT, ...attachTarget("native")]);
  await until(
    () => (readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, "utf8").trim() === "" ? undefined : true),
    () => "the system call",
  );
  const { code, stdout, stderr } = await cli(["dump", String(target.pid)]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(
    /^throughline: Cannot attach to process \d+: it did not open its inspector on SIGUSR1: its main thread is in native code.*\n$/,
  );
  const [opened = 0] = await until(
    () => (target.stderr.includes("Debugger listening") ? inspectorPorts(target.stderr) : undefined),
    () => "the inspector to open late",
  );
  await until(
    () => !isListening(opened) || undefined,
    () => "the inspector to be closed",
  );
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("pong");
});

test("throughline dump of a process in native code whose inspector is open says that its main thread does not answer", async () => {
  const { target } = await startTarget(["--inspect=127.0.0.1:0", ...attachTarget("native")]);
  await until(
    () => (readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, "utf8").trim() === "" ? undefined : true),
    () => "the system call",
  );
  const { code, stdout } = await cli(["dump", String(target.pid)]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nThread main \(no answer\): it is in native code/);
});

const REFUSALS: [what: string, args: string[], message: RegExp][] = [
  ["a process ID that is none", ["99999999"], /^throughline: Cannot attach to process 99999999: there is no such process\n$/],
  ["what is no number", ["nginx"], /^throughline: .*value 'nginx' is invalid.*expected a process ID/],
];

test.each(REFUSALS)("throughline dump refuses %s in one line", async (_what, args, message) => {
  const { code, stdout, stderr } = await cli(["dump", ...args]);
  expect({ code, stdout }).toEqual({ code: /expected/.test(stderr) ? 2 : 1, stdout: "" });
  expect(stderr).toMatch(message);
});

test("throughline dump never signals what is not Node, and says what it is", async () => {
  const target = new Program("sleep", ["60"]);
  const { code, stderr } = await cli(["dump", String(target.pid)]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^throughline: Cannot attach to process \d+: it is not a Node process but \/.*\n$/);
  expect(isAlive(target.pid)).toBe(true);
  await target.kill("SIGKILL");
});

test("throughline dump never signals a Node process that does not catch SIGUSR1", async () => {
  const { target, port } = await startTarget(["--disable-sigusr1", ...attachTarget("idle")]);
  const { code, stderr } = await cli(["dump", String(target.pid)]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^throughline: Cannot attach to process \d+: its Node does not take SIGUSR1: .*--disable-sigusr1.*\n$/);
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("pong");
  expect(target.stderr).toBe("");
});

test("throughline dump says which process has the port that it needs", async () => {
  const { target: holder } = await startTarget(["--inspect=127.0.0.1:0", ...attachTarget("idle")]);
  const [port = 0] = inspectorPorts(holder.stderr);
  const { target } = await startTarget([`--inspect-port=${port}`, ...attachTarget("idle")]);
  const { code, stderr } = await cli(["dump", String(target.pid)]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`^throughline: Cannot attach to process ${target.pid}: port ${port}, .* is taken by process ${holder.pid}; .*\n$`),
  );
  expect(target.stderr).toBe("");
});

test("throughline dump of a stopped process says so and does not continue it", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("idle")]);
  target.child.kill("SIGSTOP");
  const { code, stderr } = await until(
    async () => {
      const result = await cli(["dump", String(target.pid)]);
      return result.code === 1 ? result : undefined;
    },
    () => "the process to be stopped",
  );
  expect(code).toBe(1);
  expect(stderr).toContain(`it is stopped: continue it with kill -CONT ${target.pid}\n`);
});

test.each([
  ["as by default", ""],
  ["without a watch on blocks", "0"],
])(
  "throughline dump of a process with the SDK in it, %s, names the trace, the span and the correlation ID of what runs",
  async (_, millis) => {
    const app = startSdkProcess("sdk-blocked.mjs", {
      flags: [ANY_PORT, ...REGISTER],
      env: {
        OTEL_SERVICE_NAME: "stuck",
        THROUGHLINE_BLOCK_THRESHOLD_MS: millis,
        OTEL_TRACES_EXPORTER: "none",
        OTEL_LOGS_EXPORTER: "otlp",
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
      },
    });
    try {
      const [url = ""] = await app.ready();
      const traceId = "0af7651916cd43dd8448eb211c80319c";
      const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, "x-correlation-id": "order-77" };
      void fetch(`${url}/forever`, { headers }).catch(() => {});
      const thread = await until(
        async () => {
          const { code, stdout, stderr } = await cli(["dump", String(app.child.pid), "--json", "--locals"]);
          expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
          const main = (JSON.parse(stdout) as Dump).threads.find(({ threadId }) => threadId === 0);
          return main?.state === "active" && main.traceId !== undefined ? main : undefined;
        },
        () => "the request to be stuck",
        60_000,
      );
      expect(thread).toMatchObject({ traceId, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), correlationId: "order-77" });
      expect(thread.frames[0]).toMatchObject({ function: "forever" });
      expect((await cli(["dump", String(app.child.pid)])).stdout).toMatch(
        new RegExp(`\nThread main \\(active\\)\n {4}trace ${traceId} {2}span [0-9a-f]{16} {2}correlation order-77\n {4}forever `),
      );
      const ports = inspectorPorts(app.stderr());
      expect(ports.filter((port) => isListening(port))).toEqual([]);
    } finally {
      await killSdkProcesses();
    }
  },
);

test("several throughline dumps at once take turns: of processes that want the same port, and of one process", async () => {
  // Any port that is free now.
  const { target: other } = await startTarget(["--inspect=127.0.0.1:0", ...attachTarget("idle")]);
  const [port = 0] = inspectorPorts(other.stderr);
  await other.kill("SIGKILL");
  const targets = await Promise.all([1, 2, 3].map(() => startTarget([`--inspect-port=${port}`, ...attachTarget("idle")])));
  const results = await Promise.all([...targets, ...targets].map(({ target }) => cli(["dump", String(target.pid)])));
  for (const result of results) expect(result).toEqual({ code: 0, stderr: "", stdout: expect.stringContaining("Thread main (idle)") });
  for (const { target } of targets) expect(target.stderr).not.toContain("failed");
  expect(isListening(port)).toBe(false);
});
