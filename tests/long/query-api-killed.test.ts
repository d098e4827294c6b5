import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createApiClient, MAX_LIMIT } from "@throughline/api";
import { type CliResult, cli, startCli } from "../kit/cli.ts";
import { sendLargeTrace } from "../kit/large-trace.ts";
import { type Load, startLoad } from "../kit/load.ts";
import { logs, nowNano, sendJson } from "../kit/otlp.ts";
import { QueryApiProgram } from "../kit/query-api-program.ts";
import { Relay } from "../kit/relay.ts";
import { expectStoredOnce } from "../kit/stored-once.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** The query API is ended in the middle of answers that are longer than what the kernel holds for a client that does not read, under load. */
const SPANS = 25_000;
const LOAD = { senders: 2, spansPerRequest: 100, pauseMs: 200 };
const MIDDLE = 200_000;
/** Characters of a log record. */
const LONG = 25_000;

let throughline: Throughline;
let queryApi: QueryApiProgram;
let relay: Relay;
let load: Load;
let traceId: string;

beforeAll(async () => {
  throughline = await Throughline.start();
  load = startLoad({ ...LOAD, otlpHttp: () => throughline.otlpHttp });
  traceId = await sendLargeTrace(throughline.otlpHttp, SPANS);
  for (let sent = 0; sent < MAX_LIMIT; sent += 100) {
    const record = (index: number) => ({ timeUnixNano: nowNano(), body: { stringValue: `${sent + index} ${"long ".repeat(LONG / 5)}` } });
    const records = Array.from({ length: 100 }, (_, index) => record(index));
    expect(await sendJson(throughline.otlpHttp, "logs", logs("long", records))).toEqual({ status: 200, body: {} });
  }
  await throughline.settled();
  queryApi = await QueryApiProgram.start(throughline);
  relay = await Relay.start(queryApi.port);
}, 120_000);

beforeEach(async () => {
  if (!queryApi.program.child.killed) return;
  await queryApi.program.ended();
  await queryApi.run();
});

afterEach(() => relay.release());

afterAll(async () => {
  await relay?.stop();
  await load?.stop();
  await queryApi?.program.kill("SIGKILL");
  await throughline?.stop();
});

const client = (url: string) => createApiClient({ baseUrl: url });
const search = { q: "service=long", limit: MAX_LIMIT };

/** Resolves in the middle of the answer, with what will become of it. */
async function inTheMiddle<T>(asked: Promise<T>): Promise<() => Promise<T | Error>> {
  const outcome = asked.catch((error: Error) => error);
  const tooEarly = async () => Promise.reject(new Error(`the answer had no middle: ${String(await outcome)}`));
  await Promise.race([relay.holdAfter(MIDDLE), outcome.then(tooEarly)]);
  return () => outcome;
}

/** Every place where a key stands. */
const keysIn = (answer: object, key: string) => JSON.stringify(answer).match(new RegExp(`"${key}":`, "g")) ?? [];

/** Long answers, and what is whole of each. */
const QUESTIONS: Readonly<Record<string, { readonly ask: (url: string) => Promise<unknown[]>; readonly whole: number }>> = {
  "a trace": { ask: async (url) => (await client(url).trace(traceId)).spans, whole: SPANS },
  "a trace as it was sent": { ask: async (url) => keysIn(await client(url).traceOtlp(traceId), "spanId"), whole: SPANS },
  "a search for log records": { ask: async (url) => (await client(url).logs(search)).logs, whole: MAX_LIMIT },
  "a search for log records, as they were sent": {
    ask: async (url) => keysIn(await client(url).logsOtlp(search), "timeUnixNano"),
    whole: MAX_LIMIT,
  },
};

/** How `fetch` says that an answer has ended before its end. */
const CUT = { name: "TypeError", message: "terminated" };

/** Statements of query APIs that ClickHouse runs. */
const statements = () =>
  throughline.sql<{ elapsed: number }>(
    "SELECT elapsed FROM system.processes WHERE query LIKE '%FROM logs%' AND query NOT LIKE '%system.processes%'",
  );

test.each(Object.entries(QUESTIONS))(
  "%s that is killed in its middle is an error, never a shorter answer; the next query API gives all of it",
  async (_, { ask, whole }) => {
    const answer = await inTheMiddle(ask(relay.url));
    await queryApi.program.kill("SIGKILL");
    relay.release();
    expect(await answer()).toMatchObject(CUT);

    await queryApi.run();
    expect(await ask(relay.url)).toHaveLength(whole);
  },
);

test.each<[string, () => string[], () => string]>([
  ["trace", () => ["trace", traceId, "--json"], () => `Cannot show trace "${traceId}"`],
  ["logs", () => ["logs", "service=long", "-n", "1000", "--json"], () => "Cannot search the log records"],
])("throughline %s whose answer is cut prints nothing of it, says so and exits with 1", async (_, args, cannot) => {
  const result = await inTheMiddle<CliResult>(cli([...args(), "--url", relay.url]));
  await queryApi.program.kill("SIGKILL");
  relay.release();
  expect(await result()).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining(`throughline: ${cannot()}: the answer of the query API at ${relay.url} broke off: `),
  });
});

test("what ClickHouse computes for a query API that is killed ends", async () => {
  await throughline.sql(
    `INSERT INTO logs (time, service, body)
     SELECT now64(9) - 300 - number / 1e6, 'slow', repeat(concat('order ', toString(cityHash64(number)), ' was packed and sent on its way '), 20)
     FROM numbers(300000)`,
  );
  // Each regular expression reads all of it: together they take longer than a query may.
  const q = Array.from({ length: 45 }, (__, index) => `body!~".*[0-9]{${index + 1}}[A-Z].*"`).join(" ");
  const ask = (): Promise<unknown> => client(queryApi.api).logs({ q: `service=slow ${q}` });
  const running = (seconds: number): Promise<true> =>
    until(
      async () => ((await statements()).some(({ elapsed }) => elapsed > seconds) ? true : undefined),
      () => `a statement that runs for ${seconds} s`,
    );
  const gone = () =>
    until(
      async () => ((await statements()).length === 0 ? true : undefined),
      () => "the statement's end",
      5_000,
    );
  const killed = ask().catch((error: unknown) => error);
  await running(0.5);
  await queryApi.program.kill("SIGKILL");
  await gone();
  expect(await killed).toMatchObject({ name: "TypeError", message: "fetch failed" });

  // It would have run on.
  await queryApi.run();
  const ended = ask().catch((error: unknown) => error);
  await running(6);
  await queryApi.program.kill("SIGKILL");
  await gone();
  expect(await ended).toMatchObject({ name: "TypeError", message: "fetch failed" });
});

test("throughline tail says that the connection has ended, and goes on with the next query API", async () => {
  const tail = startCli(["tail", "--service", "tailed", "--url", queryApi.api, "--json"]);
  let sent = 0;
  const shown = () => [...tail.stdout.matchAll(/"body":"line (\d+)"/g)].map(([, line]) => Number(line));
  /** Sends lines until one that is sent now is shown. */
  const goesOn = () => {
    const before = sent;
    return until(
      async () => {
        const record = { timeUnixNano: nowNano(), body: { stringValue: `line ${sent++}` } };
        await sendJson(throughline.otlpHttp, "logs", logs("tailed", [record]));
        return shown().some((line) => line >= before) ? true : undefined;
      },
      () => `a line after ${before}; shown: ${shown().join()}; said: ${tail.stderr}`,
      60_000,
    );
  };
  await goesOn();
  await queryApi.program.kill("SIGKILL");
  await until(
    () => (tail.stderr.includes("throughline: The connection has ended: trying again\n") ? true : undefined),
    () => `a word about it: ${tail.stderr}`,
  );
  await queryApi.run();
  await goesOn();
  expect(new Set(shown()).size).toBe(shown().length);
  await tail.kill("SIGTERM");
});

/** Resolves when nobody listens there any more. */
const refused = () =>
  until(
    async () => {
      const socket = connect(queryApi.port, "127.0.0.1");
      const isRefused = await once(socket, "connect").then(
        () => undefined,
        () => true as const,
      );
      socket.destroy();
      return isRefused;
    },
    () => "new connections to be refused",
  );

test.each(Object.entries(QUESTIONS))(
  "at SIGTERM %s in its middle is finished, and new connections are refused",
  async (_, { ask, whole }) => {
    const answer = await inTheMiddle(ask(relay.url));
    const ended = queryApi.program.kill("SIGTERM");
    await refused();
    relay.release();
    expect(await answer()).toHaveLength(whole);
    expect(await ended).toEqual({ code: 0, signal: null });
  },
);

test("at SIGTERM a question that ClickHouse has not answered yet is answered", async () => {
  const engine = throughline.enginePid;
  process.kill(engine, "SIGSTOP");
  const asked = client(queryApi.api).trace(traceId);
  await until(
    async () => ((await queryApi.running()) > 0 ? true : undefined),
    () => "the question to arrive",
  );
  const ended = queryApi.program.kill("SIGTERM");
  await refused();
  process.kill(engine, "SIGCONT");
  expect((await asked).spans).toHaveLength(SPANS);
  expect(await ended).toEqual({ code: 0, signal: null });
});

test("at SIGTERM a client that does not read is not waited for beyond the grace period: it sees an error, never a shorter answer", async () => {
  const answer = await inTheMiddle(client(relay.url).trace(traceId));
  expect(await queryApi.program.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  relay.release();
  expect(await answer()).toMatchObject(CUT);
});

test("meanwhile nothing that was sent was lost, and nothing was doubled", async () => {
  await load.stop();
  expect(load.acknowledged.size).toBeGreaterThan(5_000);
  expect(load.unanswered()).toBe(0);
  await expectStoredOnce(throughline, load, LOAD.spansPerRequest);
});
