import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { newTraceId, sendJson, span, traces } from "./kit/otlp.ts";
import { isAlive, Program } from "./kit/program.ts";
import { temporaryDirectory, Throughline } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

const directories: string[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
});

function newDirectory(): string {
  const directory = temporaryDirectory();
  directories.push(directory);
  return directory;
}

/** Runs `throughline …` to its end. */
async function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const program = Program.node(["services/cli/bin/throughline.mjs", ...args], env);
  const { code } = await program.ended();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

test("a restart keeps everything that was accepted", async () => {
  const data = newDirectory();
  const traceId = newTraceId();
  const first = await Throughline.start({ data });
  await sendJson(first.otlpHttp, "traces", traces("kept", [span({ traceId })]));
  expect(await first.stop()).toBe(0);
  const second = await Throughline.start({ data });
  expect((await second.client.trace(traceId)).services).toEqual(["kept"]);
  expect(await second.stop()).toBe(0);
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s, though it comes twice, ends everything with code 0 and leaves no process",
  async (signal) => {
    const throughline = await Throughline.start();
    const engine = throughline.enginePid;
    throughline.program.child.kill(signal);
    throughline.program.child.kill(signal);
    expect(await throughline.program.ended()).toEqual({ code: 0, signal: null });
    expect(isAlive(engine)).toBe(false);
    expect(throughline.program.stderr).toBe("");
    await throughline.remove();
  },
);

test("requests that are being answered when the signal comes are answered, and what got a 200 is stored", async () => {
  const data = newDirectory();
  const throughline = await Throughline.start({ data });
  const ids = Array.from({ length: 20 }, newTraceId);
  const answers = Promise.allSettled(ids.map((traceId) => sendJson(throughline.otlpHttp, "traces", traces("late", [span({ traceId })]))));
  await until(
    async () =>
      /waiting_bytes\{signal="traces"\} [1-9]/.test(await (await fetch(`${throughline.otlpHttp}/metrics`)).text()) ? true : undefined,
    () => "requests to wait for their insert",
  );
  throughline.program.child.kill("SIGTERM");
  // A request that had not been read when the door closed is cut off; one that had is answered.
  const stored = (await answers).flatMap((answer, index) =>
    answer.status === "fulfilled" && answer.value.status === 200 ? [ids[index] as string] : [],
  );
  expect(stored.length).toBeGreaterThan(0);
  await throughline.program.ended();
  const again = await Throughline.start({ data });
  for (const traceId of stored) expect((await again.client.trace(traceId)).spans).toHaveLength(1);
  await again.stop();
});

test("kill -9 of the main process leaves no engine behind, and the next start finds what was accepted", async () => {
  const data = newDirectory();
  const throughline = await Throughline.start({ data });
  const traceId = newTraceId();
  await sendJson(throughline.otlpHttp, "traces", traces("kept", [span({ traceId })]));
  const engine = throughline.enginePid;
  await throughline.program.kill("SIGKILL");
  const again = await Throughline.start({ data }); // waits for the old engine if it is still going
  expect(isAlive(engine)).toBe(false);
  expect((await again.client.trace(traceId)).spans).toHaveLength(1);
  await again.stop();
});

test("the engine is started again when it dies, /ready tells the truth meanwhile, and nothing accepted is lost", async () => {
  const throughline = await Throughline.start();
  const traceId = newTraceId();
  await sendJson(throughline.otlpHttp, "traces", traces("kept", [span({ traceId })]));
  expect((await throughline.client.ready()).ready).toBe(true);
  const engine = throughline.enginePid;
  process.kill(engine, "SIGSTOP"); // it hangs: nothing answers
  expect((await throughline.client.ready()).ready).toBe(false);
  expect((await fetch(`${throughline.otlpHttp}/ready`)).status).toBe(503);
  expect((await fetch(`${throughline.api}/health`)).status).toBe(200);
  process.kill(engine, "SIGKILL");
  await until(
    async () => ((await throughline.client.ready()).ready ? true : undefined),
    () => "the engine to be up again",
  );
  expect(throughline.enginePid).not.toBe(engine);
  expect((await throughline.client.trace(traceId)).spans).toHaveLength(1);
  await throughline.stop();
});

test("while the engine is away, senders are told to come back, and what they send again is stored", async () => {
  const throughline = await Throughline.start();
  const engine = throughline.enginePid;
  process.kill(engine, "SIGSTOP");
  const traceId = newTraceId();
  const send = () =>
    fetch(`${throughline.otlpHttp}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(traces("back", [span({ traceId, spanId: "00f067aa0ba902b7" })])),
      signal: AbortSignal.timeout(100_000),
    });
  process.kill(engine, "SIGCONT");
  process.kill(engine, "SIGKILL");
  const answers = [];
  await until(
    async () => {
      const response = await send();
      answers.push(response.status);
      if (response.status === 503) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      return response.status === 200 ? true : undefined;
    },
    () => "a 200",
    60_000,
  );
  expect((await throughline.client.trace(traceId)).spans.length).toBeGreaterThan(0);
  await throughline.stop();
});

test.each([
  [["--port", "70000"], {}, /^throughline: Cannot use --port "70000": expected a port from 0 to 65535/],
  [[], { THROUGHLINE_PORT: "x" }, /^throughline: Cannot use THROUGHLINE_PORT "x": expected a port/],
  [["--retention", "forever"], {}, /^throughline: Cannot use --retention "forever": expected a number with ns, us/],
  [["--clickhouse-url", "db:8123"], {}, /^throughline: Cannot use --clickhouse-url "db:8123": expected http:\/\//],
  [[], { CLICKHOUSE_DATABASE: "a b" }, /^throughline: Cannot use CLICKHOUSE_DATABASE "a b": expected letters, digits and _/],
  [["--host", "0.0.0.0"], {}, /^throughline: Cannot listen on "0\.0\.0\.0" without THROUGHLINE_INGEST_TOKEN/],
  [["--bogus"], {}, /^throughline: unknown option '--bogus'/],
  [["--port", "5", "--otlp-http-port", "5"], {}, /^throughline: Cannot use --otlp-http-port 5: --port has the same port/],
])("up %p %p says in one line what cannot be used, before anything starts", async (args, env, message) => {
  const data = newDirectory();
  const { code, stdout, stderr } = await run(["up", "--data", data, ...args], env);
  expect(code).not.toBe(0);
  expect(stdout).toBe("");
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
  expect(existsSync(join(data, "clickhouse"))).toBe(false);
});

test("a taken port is one clear line, before anything starts", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const data = newDirectory();
  const { code, stderr } = await run(["up", "--data", data, "--port", "0", "--otlp-http-port", String(port), "--otlp-grpc-port", "0"]);
  server.close();
  expect(code).toBe(1);
  expect(stderr).toBe(`throughline: Cannot listen on 127.0.0.1:${port}: the port is taken (--otlp-http-port chooses another)\n`);
  expect(existsSync(join(data, "clickhouse"))).toBe(false);
});

test("a data directory in use by a live system is one clear line that names its process", async () => {
  const throughline = await Throughline.start();
  const { code, stderr } = await run(["up", "--data", throughline.data, "--port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0"]);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `throughline: Cannot use data directory "${throughline.data}": it is in use by the running Throughline with process ID ${throughline.program.pid}\n`,
  );
  expect((await throughline.client.ready()).ready).toBe(true);
  await throughline.stop();
});

test("an engine of an earlier run that does not end is waited for, then named", async () => {
  const data = newDirectory();
  const throughline = await Throughline.start({ data });
  const engine = throughline.enginePid;
  process.kill(engine, "SIGSTOP");
  await throughline.program.kill("SIGKILL");
  const { code, stderr } = await run(["up", "--data", data, "--port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0"]);
  process.kill(engine, "SIGCONT");
  expect(code).toBe(1);
  expect(stderr).toBe(
    `throughline: Cannot use data directory "${data}": it is still in use by the ClickHouse engine of an earlier run, process ID ${engine}\n`,
  );
  await until(
    () => (isAlive(engine) ? undefined : true),
    () => "the old engine to end by itself",
  );
});

test("the password of the engine is in a file for its owner only, and neither in the ready line nor in any log", async () => {
  const throughline = await Throughline.start();
  const file = join(throughline.data, "clickhouse/password");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const password = readFileSync(file, "utf8");
  const { stdout, stderr } = throughline.program;
  expect(stdout + stderr).not.toContain(password);
  const { stdout: processes } = spawn("ps", ["-eo", "args"]);
  expect((await processes.toArray()).join("")).not.toContain(password);
  const uninvited = await fetch(`${throughline.clickhouse}/?query=SELECT%20count()%20FROM%20throughline.spans`);
  expect(await uninvited.text()).toMatch(/QUOTA_EXCEEDED|ACCESS_DENIED|AUTHENTICATION_FAILED/);
  await throughline.stop();
});
