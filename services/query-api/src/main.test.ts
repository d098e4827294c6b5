import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { TestStore } from "./testing/store.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const store = new TestStore();

beforeAll(() => store.start());
afterAll(() => store.stop());

function run(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  const [stderr, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, "exit")]);
  return { code: code as number | null, stderr };
}

const clickhouse = () => {
  const { url, username, password, database } = store.options;
  return { CLICKHOUSE_URL: url, CLICKHOUSE_USER: username, CLICKHOUSE_PASSWORD: password, CLICKHOUSE_DATABASE: database };
};

test.each([
  [{}, "Cannot start without CLICKHOUSE_URL"],
  [{ CLICKHOUSE_URL: "localhost:8123" }, 'Cannot use CLICKHOUSE_URL "localhost:8123": expected http://HOST:PORT'],
  [{ CLICKHOUSE_URL: "http://127.0.0.1:9", THROUGHLINE_PORT: "http" }, 'Cannot use THROUGHLINE_PORT "http": expected a port'],
  [{ CLICKHOUSE_URL: "http://127.0.0.1:9", THROUGHLINE_RETENTION: "week" }, 'Cannot use THROUGHLINE_RETENTION "week": expected'],
  [{ CLICKHOUSE_URL: "http://127.0.0.1:9", THROUGHLINE_QUERY_TOKEN: "abc,write:x" }, "Cannot use THROUGHLINE_QUERY_TOKEN, token 2 of 2: "],
  [{ CLICKHOUSE_URL: "http://127.0.0.1:9", THROUGHLINE_CORS_ORIGINS: "*" }, 'Cannot use THROUGHLINE_CORS_ORIGINS "*": expected origins'],
  [
    { CLICKHOUSE_URL: "http://127.0.0.1:9", THROUGHLINE_CLIENT_QUERIES_PER_SECOND: "0" },
    'Cannot use THROUGHLINE_CLIENT_QUERIES_PER_SECOND "0": expected a number above 0',
  ],
  [
    { CLICKHOUSE_URL: "http://127.0.0.1:9", THROUGHLINE_QUERIES_AT_ONCE: "1.5" },
    'Cannot use THROUGHLINE_QUERIES_AT_ONCE "1.5": expected a whole number from 1 on',
  ],
  [{ CLICKHOUSE_URL: "http://127.0.0.1:9", THROUGHLINE_HOST: "0.0.0.0" }, 'Cannot listen on "0.0.0.0" without THROUGHLINE_QUERY_TOKEN'],
])("main with %j says in one line why it cannot start", async (env: Record<string, string>, message) => {
  const { code, stderr } = await ended(run(env));
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("main says which variable seems to be misspelt, and starts all the same", async () => {
  const child = run({ ...clickhouse(), THROUGHLINE_PORT: "0", THROUGHLINE_RETENTOIN: "30d", THROUGHLINE_INGEST_TOKEN: "of-the-collector" });
  const end = ended(child);
  await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), end]);
  child.kill("SIGTERM");
  expect(await end).toEqual({ code: 0, stderr: "throughline: THROUGHLINE_RETENTOIN is not read: is THROUGHLINE_RETENTION meant?\n" });
});

test("main says that its port is taken", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  const { code, stderr } = await ended(run({ ...clickhouse(), THROUGHLINE_PORT: String(port) }));
  taken.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^throughline: Cannot listen on 127.0.0.1:${port}: .*\\n$`));
});

test("main says where it listens, and ends with 0 after a signal that comes twice", async () => {
  const child = run({ ...clickhouse(), CLICKHOUSE_DATABASE: "fresh", THROUGHLINE_PORT: "0" });
  const end = ended(child);
  const early = end.then(({ stderr }) => Promise.reject(new Error(`it ended: ${stderr}`)));
  const [line] = (await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), early])) as [Buffer];
  const { api } = JSON.parse(/^throughline ready (\{.*\})\n$/.exec(String(line))?.[1] ?? "") as { api: string };
  const services = await fetch(`${api}/api/v1/services`);
  expect([services.status, await services.json()]).toEqual([200, { services: [], notes: [] }]);
  child.kill("SIGTERM");
  child.kill("SIGTERM");
  early.catch(() => {});
  expect(await end).toEqual({ code: 0, stderr: "" });
});
