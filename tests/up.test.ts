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
  const ids: string[] = [];
  let sending = true;
  const sender = async () => {
    while (sending) {
      const traceId = newTraceId();
      const answer = await sendJson(throughline.otlpHttp, "traces", traces("late", [span({ traceId })])).catch(() => undefined);
      if (answer?.status === 200) ids.push(traceId);
      else sending = false; // a request that had not been read when the door closed is cut off
    }
  };
  const senders = [sender(), sender(), sender(), sender()];
  await until(
    () => (ids.length > 50 ? true : undefined),
    () => "some answers",
  );
  throughline.program.child.kill("SIGTERM");
  await Promise.all(senders);
  expect((await throughline.program.ended()).code).toBe(0);
  const again = await Throughline.start({ data });
  await again.settled();
  const [row] = await again.sql<object>("SELECT count() AS rows, uniqExact(trace_id) AS traces FROM spans");
  expect(row).toEqual({ rows: ids.length, traces: ids.length });
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
  await again.settled();
  expect((await again.client.trace(traceId)).spans).toHaveLength(1);
  await again.stop();
});

test("the engine is started again when it dies, /ready tells the truth meanwhile, and nothing accepted is lost", async () => {
  const throughline = await Throughline.start();
  const traceId = newTraceId();
  await sendJson(throughline.otlpHttp, "traces", traces("kept", [span({ traceId })]));
  await throughline.settled();
  expect((await throughline.client.ready()).ready).toBe(true);
  const engine = throughline.enginePid;
  process.kill(engine, "SIGSTOP"); // it hangs: nothing answers
  expect((await throughline.client.ready()).ready).toBe(false);
  expect(await (await fetch(`${throughline.otlpHttp}/ready`)).json()).toMatchObject({ ready: true, parts: { clickhouse: { ok: false } } });
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

test("while the engine is away, what comes is taken, and stored when it is back", async () => {
  const throughline = await Throughline.start();
  const engine = throughline.enginePid;
  process.kill(engine, "SIGSTOP");
  const ids = Array.from({ length: 10 }, newTraceId);
  for (const traceId of ids) expect((await sendJson(throughline.otlpHttp, "traces", traces("away", [span({ traceId })]))).status).toBe(200);
  expect((await throughline.client.ready()).ready).toBe(false);
  process.kill(engine, "SIGKILL");
  await throughline.settled();
  for (const traceId of ids) expect((await throughline.client.trace(traceId)).spans).toHaveLength(1);
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

test("what is stored and the password of the engine are for their owner only, and that is neither in the ready line nor in any log", async () => {
  const throughline = await Throughline.start();
  const file = join(throughline.data, "clickhouse/password");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const folder of ["clickhouse", "collector", "collector/queue", "collector/set-aside"])
    expect([folder, statSync(join(throughline.data, folder)).mode & 0o777]).toEqual([folder, 0o700]);
  const password = readFileSync(file, "utf8");
  const { stdout, stderr } = throughline.program;
  expect(stdout + stderr).not.toContain(password);
  const { stdout: processes } = spawn("ps", ["-eo", "args"]);
  expect((await processes.toArray()).join("")).not.toContain(password);
  const uninvited = await fetch(`${throughline.clickhouse}/?query=SELECT%20count()%20FROM%20throughline.spans`);
  expect(await uninvited.text()).toMatch(/QUOTA_EXCEEDED|ACCESS_DENIED|AUTHENTICATION_FAILED/);
  await throughline.stop();
});
