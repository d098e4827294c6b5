import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { newSpanId, newTraceId, nowNano, sendGrpc, sendJson, span, text, traces } from "../kit/otlp.ts";
import { profiles } from "../kit/profiles.ts";
import { temporaryDirectory, Throughline, type ThroughlineOptions } from "../kit/throughline.ts";

let throughline: Throughline;
const cleanUps: (() => void)[] = [];

afterEach(async () => {
  await throughline?.stop();
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

async function start(options: ThroughlineOptions = {}): Promise<void> {
  throughline = await Throughline.start(options);
}

const post = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${throughline.otlpHttp}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** A request of a span that is about this large. */
const large = (bytes: number) => traces("large", [span({ attributes: [text("padding", "x".repeat(bytes))] })]);

const metrics = async () => (await fetch(`${throughline.otlpHttp}/metrics`)).text();
const count = async () =>
  (await throughline.sql<{ rows: number; ids: number }>("SELECT count() AS rows, uniqExact(trace_id, span_id) AS ids FROM spans"))[0];

test("a full queue answers 503 with Retry-After, and UNAVAILABLE with RetryInfo; when ClickHouse is back, all that was taken is stored once", async () => {
  await start({ args: ["--queue-max-bytes", "200KiB"] });
  process.kill(throughline.enginePid, "SIGSTOP");
  let acknowledged = 0;
  let refused: Response | undefined;
  while (!refused) {
    const response = await post(large(20_000));
    await response.clone().arrayBuffer();
    if (response.status === 200) acknowledged++;
    else refused = response;
  }
  expect(acknowledged).toBeGreaterThanOrEqual(9);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({
    code: 14,
    message: expect.stringMatching(/the queue is full: \d+ of 204800 bytes wait for ClickHouse/),
  });
  const overGrpc = await sendGrpc(throughline.otlpGrpc, "traces", large(20_000));
  expect(overGrpc.status).toBe(14);
  const [details] = (overGrpc.body.metadata as { get(key: string): Buffer[] }).get("grpc-status-details-bin");
  expect(details?.toString()).toContain("type.googleapis.com/google.rpc.RetryInfo");
  process.kill(throughline.enginePid, "SIGCONT");
  await throughline.settled();
  expect(await count()).toEqual({ rows: acknowledged, ids: acknowledged });
  expect((await post(large(20_000))).status).toBe(200);
});

test("a full disk answers 503, and nothing that was taken is lost", async () => {
  const data = temporaryDirectory();
  const mounted = join(data, "collector");
  mkdirSync(mounted);
  // The queue leaves 128 MiB of its volume to others: 132 MiB hold 4 MiB of requests.
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=132m", "tmpfs", mounted]);
  cleanUps.push(() => {
    spawnSync("umount", [mounted]);
    rmSync(data, { recursive: true, force: true });
  });
  if (mount.status !== 0) {
    // Only root may mount; what can be checked without is checked in the test of the full queue.
    expect(process.env.CI).toBeUndefined(); // there it must not be left out
    expect(process.getuid?.()).not.toBe(0);
    return;
  }
  await start({ data });
  process.kill(throughline.enginePid, "SIGSTOP");
  let acknowledged = 0;
  let refused: Response | undefined;
  while (!refused) {
    const response = await post(large(200_000));
    if (response.status === 200) acknowledged++;
    else refused = response;
  }
  expect(acknowledged).toBeGreaterThan(3);
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ message: "the disk of the queue is full" });
  process.kill(throughline.enginePid, "SIGCONT");
  await throughline.settled();
  expect(await count()).toEqual({ rows: acknowledged, ids: acknowledged });
});

test("a client that is too fast is told when to come back, where a limit is set", async () => {
  await start({ env: { THROUGHLINE_CLIENT_BYTES_PER_SECOND: "10000" } });
  expect((await post(large(30_000))).status).toBe(200);
  const refused = await post(large(10));
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await sendGrpc(throughline.otlpGrpc, "traces", large(10))).status).toBe(8); // RESOURCE_EXHAUSTED: the same address
  const ingested = await fetch(`${throughline.otlpHttp}/ingest/profiles?service=fast`, { method: "POST", body: "main 1" });
  expect([ingested.status, (await ingested.json()) as object]).toEqual([429, { code: 8, message: expect.any(String) }]);
});

test("a batch that ClickHouse refuses for good is set aside, counted and shown, holds nothing up, and can be sent again", async () => {
  await start();
  await throughline.sql("ALTER TABLE spans ADD CONSTRAINT no_poison CHECK name != 'poison'");
  const poison = newTraceId();
  expect((await post(traces("poisoner", [span({ traceId: poison, name: "poison" })]))).status).toBe(200);
  await throughline.settled();
  const healthy = newTraceId();
  expect((await post(traces("healthy", [span({ traceId: healthy })]))).status).toBe(200);
  await throughline.settled();
  expect((await throughline.client.trace(healthy)).spans).toHaveLength(1);
  expect(await metrics()).toMatch(/^throughline_collector_set_aside_batches 1$/m);
  expect(JSON.stringify(await (await fetch(`${throughline.otlpHttp}/ready`)).json())).toMatch(/1 batches that ClickHouse refused/);
  expect(throughline.program.stderr).toMatch(/1 traces are set aside in .*: Constraint `no_poison`/);

  const folder = join(throughline.data, "collector/set-aside");
  const [batch = ""] = readdirSync(folder);
  expect(JSON.parse(readFileSync(join(folder, batch, "error.json"), "utf8"))).toMatchObject({
    signal: "traces",
    error: expect.stringMatching(/no_poison/),
  });
  await throughline.sql("ALTER TABLE spans DROP CONSTRAINT no_poison");
  const again = await fetch(`${throughline.otlpHttp}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: readFileSync(join(folder, batch, "0.pb")),
  });
  expect(again.status).toBe(200);
  await throughline.settled();
  expect((await throughline.client.trace(poison)).spans).toHaveLength(1);
});

test("a request that is sent again because its answer was lost is answered, and stored once", async () => {
  await start();
  const request = traces("again", [span(), span({ traceId: "abcd" })]);
  const answers = [await post(request), await post(request), ...(await Promise.all([post(request), post(request)]))];
  for (const answer of answers)
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { partialSuccess: { rejectedSpans: "1", errorMessage: expect.any(String) } },
    ]);
  await throughline.settled();
  expect(await count()).toEqual({ rows: 1, ids: 1 });
  expect(await metrics()).toMatch(/^throughline_collector_repeated_requests_total\{signal="traces"\} 3$/m);
});

test("one request that is spread over more than a hundred days is stored whole", async () => {
  await start({ args: ["--retention", "365d"] });
  const traceId = newTraceId();
  const day = (days: number) => nowNano(-days * 86_400_000);
  const spans = Array.from({ length: 150 }, (_, days) =>
    span({ traceId, spanId: newSpanId(), startTimeUnixNano: day(days), endTimeUnixNano: day(days) }),
  );
  expect((await post(traces("calendar", spans))).status).toBe(200);
  await throughline.settled();
  expect(await count()).toEqual({ rows: 150, ids: 150 });
});

test("a client that is cut off in the middle of its body, and one that holds it open, harm no one", async () => {
  await start();
  const { port } = new URL(throughline.otlpHttp);
  const begin = async () => {
    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(`POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"resourceSpans":`);
    return socket;
  };
  const cut = await begin();
  cut.destroy();
  const slow = await Promise.all(Array.from({ length: 50 }, begin));
  const traceId = newTraceId();
  expect((await sendJson(throughline.otlpHttp, "traces", traces("others", [span({ traceId })]))).status).toBe(200);
  await throughline.settled();
  expect((await throughline.client.trace(traceId)).spans).toHaveLength(1);
  for (const socket of slow) socket.destroy();
});

test.each([0, 1, 3])("with %d encoding threads the rows are the same", async (threads) => {
  await start({ env: { THROUGHLINE_ENCODE_THREADS: String(threads) } });
  // Requests large enough to be divided, the same in each run.
  for (let request = 0; request < 6; request++)
    await post(
      traces(
        `service-${request % 2}`,
        Array.from({ length: 300 }, (_, index) => ({
          traceId: String(request).padStart(32, "a"),
          spanId: String(index + 1).padStart(16, "0"),
          name: `operation ${index % 7}`,
          kind: 1 + (index % 5),
          startTimeUnixNano: start0,
          endTimeUnixNano: String(BigInt(start0) + BigInt(index)),
          attributes: [
            text("correlation.id", `c-${request}`),
            text("padding", "x".repeat(1_000)),
            { key: "n", value: { intValue: String(index) } },
          ],
          events: [{ name: "event", timeUnixNano: start0, attributes: [{ key: "d", value: { doubleValue: index / 3 } }] }],
        })),
      ),
    );
  for (let request = 0; request < 6; request++)
    await sendJson(
      throughline.otlpHttp,
      "profiles",
      profiles(
        `service-${request % 2}`,
        Array.from({ length: 900 }, (_, index) => ({
          stack: [{ function: "main" }, { function: `handle ${index % 300}`, file: `/app/${"x".repeat(400)}`, line: request }],
          values: [index],
          times: [String(BigInt(start0) + BigInt(index))],
          link: { traceId: String(request).padStart(32, "a"), spanId: "00f067aa0ba902b7" },
        })),
        { time: start0 },
      ),
    );
  await throughline.settled();
  const [row] = await throughline.sql<{ rows: number; fingerprint: string }>(
    "SELECT count() AS rows, toString(groupBitXor(sipHash64(toString(tuple(*))))) AS fingerprint FROM spans",
  );
  expect(row?.rows).toBe(1_800);
  const [stacks] = await throughline.sql<{ rows: number; fingerprint: string }>(
    `SELECT (SELECT count() FROM samples) AS rows, toString(groupBitXor(sipHash64(frames, stack))) AS fingerprint
     FROM (SELECT service, stack, any(frames) AS frames FROM stacks GROUP BY ALL) WHERE (service, stack) IN (SELECT service, stack FROM samples)`,
  );
  expect(stacks?.rows).toBe(5_400);
  fingerprints.push(`${row?.fingerprint} ${stacks?.fingerprint}`);
  expect(new Set(fingerprints).size).toBe(1);
  expect(await throughline.sql("SELECT DISTINCT service FROM resources ORDER BY service")).toEqual([
    { service: "service-0" },
    { service: "service-1" },
  ]);
});

const start0 = nowNano(-60_000);
const fingerprints: (string | undefined)[] = [];
