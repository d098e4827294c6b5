import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { newTraceId } from "./kit/otlp.ts";
import { Program, ROOT } from "./kit/program.ts";
import { Throughline } from "./kit/throughline.ts";
import { testWith } from "./kit/test-with.ts";

let throughline: Throughline;
let services = 0;
const folder = mkdtempSync(join(tmpdir(), "throughline-profiles-"));
const run = promisify(execFile);

beforeAll(async () => {
  throughline = await Throughline.start();
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await throughline?.stop();
});

const newService = () => `ingested-${services++}`;

async function post(query: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  const response = await fetch(`${throughline.otlpHttp}/ingest/profiles?${query}`, {
    method: "POST",
    body: typeof body === "string" ? body : Buffer.from(body),
    headers,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface Stored {
  readonly type: string;
  readonly unit: string;
  readonly value: string;
  readonly count: number;
  readonly period: string;
  readonly duration: string;
  readonly time: string;
  readonly stack: string[];
}

/** The samples of a service, heaviest first, with their stacks in words, root first. */
async function stored(service: string): Promise<Stored[]> {
  await throughline.settled();
  return throughline.sql(
    `WITH frame_of AS (SELECT frame, concat(function, ' ', file, ':', toString(line), ' ', toString(kind)) AS text FROM frames FINAL),
       stack_of AS (SELECT stack, arrayMap(pair -> pair.2, arraySort(groupArray((position, text)))) AS texts FROM
         (SELECT stack, position, text FROM (SELECT stack, frame, position FROM stacks FINAL ARRAY JOIN frames AS frame, arrayEnumerate(frames) AS position
          WHERE service = '${service}') AS s INNER JOIN frame_of USING frame) GROUP BY stack)
     SELECT type, unit, toString(value) AS value, count, toString(period) AS period, toString(duration) AS duration,
       toString(toUnixTimestamp64Nano(time)) AS time, texts AS stack
     FROM samples INNER JOIN stack_of USING stack WHERE service = '${service}' ORDER BY samples.value DESC, texts`,
  );
}

/** Share of the values of stacks that have a frame which begins so. */
function share(rows: readonly Stored[], frame: string): number {
  const sum = (some: readonly Stored[]) => some.reduce((total, { value }) => total + Number(value), 0);
  return sum(rows.filter(({ stack }) => stack.some((text) => text.startsWith(frame)))) / sum(rows);
}

/** A Python program that is busy until it is killed. */
async function busyPython(): Promise<Program> {
  const program = new Program("python3", [join(ROOT, "tests/fixtures/busy.py"), "60"]);
  await program.line(/^ready$/);
  return program;
}

testWith(
  "python3",
  "py-spy",
  "curl",
)("what py-spy takes of a running Python program is ingested by the command that the docs print", async () => {
  const service = newService();
  const python = await busyPython();
  const guide = readFileSync(join(ROOT, "docs/guides/profiles.md"), "utf8");
  const command = /^py-spy record .*--pid 12345 \|.*$/m.exec(guide)?.[0] ?? "";
  expect(command).toContain("http://127.0.0.1:4318/ingest/profiles?service=billing");
  const { stdout } = await run("sh", [
    "-c",
    command
      .replace("http://127.0.0.1:4318", throughline.otlpHttp)
      .replace("service=billing", `service=${service}`)
      .replace("--pid 12345", `--duration 2 --pid ${python.pid}`),
  ]);
  await python.kill("SIGKILL");
  expect(JSON.parse(stdout)).toMatchObject({ format: "folded", profiles: [{ type: "cpu", unit: "nanoseconds" }] });
  const rows = await stored(service);
  expect(rows[0]).toMatchObject({ type: "cpu", unit: "nanoseconds", period: "10000000" });
  expect(rows.every(({ value, count }) => Number(value) === count * 10_000_000)).toBe(true);
  expect(rows.every(({ stack }) => stack[0]?.startsWith("<module> ") && stack[0].includes("busy.py:"))).toBe(true);
  const most = share(rows, "burn_most ");
  expect(most).toBeGreaterThan(0.5);
  expect(share(rows, "main ")).toBeGreaterThan(0.99);
});

testWith("python3", "py-spy")("py-spy's speedscope file is ingested, packed by gzip as a file is", async () => {
  const service = newService();
  const python = await busyPython();
  const file = join(folder, "py-spy.json");
  await run("py-spy", ["record", "-f", "speedscope", "-o", file, "-d", "1", "--pid", String(python.pid)]);
  await python.kill("SIGKILL");
  expect((await post(`service=${service}`, gzipSync(readFileSync(file)))).body).toMatchObject({ format: "speedscope" });
  const rows = await stored(service);
  expect(rows[0]).toMatchObject({ type: "wall", unit: "nanoseconds" });
  expect(share(rows, "burn_most ")).toBeGreaterThan(0.4);
});

test("what node --cpu-prof writes is ingested, with V8's functions and lines", async () => {
  const service = newService();
  const program = "function spin(n) { let x = 0; for (let i = 0; i < n; i++) x += i % 7; return x; } spin(3e8);";
  await run(process.execPath, ["--cpu-prof", `--cpu-prof-dir=${folder}`, "-e", program]);
  const file = readdirSync(folder).find((name) => name.endsWith(".cpuprofile")) ?? "";
  const { body } = await post(`service=${service}`, readFileSync(join(folder, file)));
  expect(body).toMatchObject({ format: "cpuprofile", profiles: [{ type: "wall", unit: "nanoseconds" }] });
  const rows = await stored(service);
  expect(rows[0]?.stack.at(-1)).toBe("spin [eval]:1 native");
});

test("pprof as Datadog's profiler for Node writes it is ingested, with the time that it says", async () => {
  const service = newService();
  const program = `
    const { time, encode } = require("@datadog/pprof");
    time.start({ durationMillis: 60000, intervalMicros: 5000 });
    function spin(n) { let x = 0; for (let i = 0; i < n; i++) x += i % 7; return x; }
    spin(3e8);
    encode(time.stop()).then((bytes) => process.stdout.write(bytes));`;
  const { stdout } = await run(process.execPath, ["-e", program], { cwd: join(ROOT, "packages/sdk"), encoding: "buffer" });
  const { status, body } = await post(`service=${service}`, stdout);
  expect([status, body.format]).toEqual([200, "pprof"]);
  const rows = await stored(service);
  expect(new Set(rows.map(({ type, unit }) => `${type} ${unit}`))).toEqual(new Set(["sample count", "wall nanoseconds"]));
  expect(Math.abs(Number(rows[0]?.time) / 1e6 - Date.now())).toBeLessThan(60_000);
  expect(rows.some(({ stack }) => stack.at(-1)?.startsWith("spin "))).toBe(true);
});

const FOLDED = "main (app.py:1);work (lib/calc.py:7) 30\nmain (app.py:2) 12\n";

test.each([
  ["plain", (text: string) => Buffer.from(text), {}],
  ["gzip in the content", gzipSync, {}],
  ["zstd in the content", zstdCompressSync, {}],
  ["gzip on the way", gzipSync, { "content-encoding": "gzip" }],
  ["zstd on the way", zstdCompressSync, { "content-encoding": "zstd" }],
])("a body that comes %s is taken", async (_name, pack, headers: Record<string, string>) => {
  const service = newService();
  expect(await post(`service=${service}`, pack(FOLDED), headers)).toEqual({
    status: 200,
    body: { format: "folded", profiles: [{ type: "cpu", unit: "nanoseconds", weight: 420_000_000, stacks: 2 }], accepted: 2 },
  });
  expect((await stored(service)).map(({ stack, value, count }) => [stack, value, count])).toEqual([
    [["main app.py:1 own", "work lib/calc.py:7 own"], "300000000", 30],
    [["main app.py:2 own"], "120000000", 12],
  ]);
});

test("the parameters say what the format does not: type, unit, rate, time, duration, trace and correlation", async () => {
  const [service, timed] = [newService(), newService()];
  const traceId = newTraceId();
  const start = BigInt(Date.now() - 60_000) * 1_000_000n;
  const about = `start=${start}&duration=30s&traceId=${traceId}&correlationId=order-${traceId}`;
  expect((await post(`service=${service}&type=alloc&unit=bytes&${about}`, FOLDED)).status).toBe(200);
  expect((await post(`service=${timed}&type=wall&rate=50&format=folded`, FOLDED)).status).toBe(200);
  const [row] = await stored(service);
  expect(row).toMatchObject({
    type: "alloc",
    unit: "bytes",
    value: "30",
    count: 1,
    period: "0",
    time: String(start),
    duration: "30000000000",
  });
  expect((await stored(timed))[0]).toMatchObject({
    type: "wall",
    unit: "nanoseconds",
    value: "600000000",
    count: 30,
    period: "20000000",
    duration: "0",
  });
  expect(
    await throughline.sql(
      `SELECT lower(hex(trace_id)) AS trace, (SELECT toUInt32(count()) FROM samples WHERE trace_id = unhex('${traceId}')) AS samples FROM correlations
       WHERE correlation_id = 'order-${traceId}'`,
    ),
  ).toEqual([{ trace: traceId, samples: 2 }]);
});

test("the same upload again, without a time of its own, is stored once", async () => {
  const service = newService();
  for (let time = 0; time < 3; time++) expect((await post(`service=${service}`, FOLDED)).status).toBe(200);
  expect(await stored(service)).toHaveLength(2);
});

const speedscope = (profile: object, frames: object[] = [{ name: "main" }]) =>
  JSON.stringify({ $schema: "https://www.speedscope.app/file-format-schema.json", shared: { frames }, profiles: [profile] });
const deep = Array.from({ length: 2_000 }, (_, index) => `f${index}`).join(";");

test.each([
  ["no service", "", FOLDED, 400, /parameter service is missing/],
  ["an unknown format", "service=a&format=jfr", FOLDED, 400, /format cannot be "jfr", accepted is .*folded/],
  ["an unknown parameter", "service=a&fromat=folded", FOLDED, 400, /no parameter "fromat", accepted are service, format/],
  ["a parameter given twice", "service=a&service=b", FOLDED, 400, /service cannot be/],
  ["a rate that is none", "service=a&rate=0", FOLDED, 400, /rate cannot be "0"/],
  ["a time that is none", "service=a&start=yesterday", FOLDED, 400, /start cannot be "yesterday", accepted is RFC 3339/],
  ["a trace ID that is none", "service=a&traceId=xyz", FOLDED, 400, /traceId cannot be "xyz"/],
  ["unit and rate", "service=a&unit=bytes&rate=5", FOLDED, 400, /give unit, .* or rate/],
  [
    "a rate of weights that are time",
    "service=a&rate=5",
    speedscope({ type: "sampled", name: "", unit: "seconds", startValue: 0, endValue: 1, samples: [[0]], weights: [1] }),
    400,
    /rate is for weights without a unit/,
  ],
  ["an empty body", "service=a", "", 400, /the body is empty/],
  [
    "bytes in no format",
    "service=a",
    Buffer.from([1, 2, 3, 4]),
    400,
    /in no format that is known, accepted are speedscope, cpuprofile, pprof, folded/,
  ],
  ["what py-spy says without its stacks", "service=a", "py-spy> Sampling process 100 times a second\n", 400, /\/dev\/stdout/],
  ["folded text without weights", "service=a&format=folded", "main;work\n", 400, /line 1 "main;work": no weight/],
  ["cut speedscope", "service=a&format=speedscope", speedscope({}).slice(0, 90), 400, /Cannot read speedscope profile/],
  ["cut pprof", "service=a&format=pprof", Buffer.from([0x0a, 0x10, 0x08]), 400, /Cannot read pprof profile/],
  ["cut gzip", "service=a", gzipSync(FOLDED).subarray(0, 30), 400, /not gzip/],
  [
    "a speedscope file of ten million values",
    "service=a",
    `${speedscope({}).slice(0, -2)}${",[]".repeat(10_000_000)}]}`,
    413,
    /JSON values, expected at most/,
  ],
  ["a stack of two thousand frames", "service=a", `${deep} 5\n`, 413, /frames in one stack, expected at most 1024/],
  ["a name of megabytes", "service=a&format=folded", `${"x".repeat(5_000_000)} 5\n`, 413, /characters in one name/],
  [
    "samples from before the retention",
    "service=a&start=-30d",
    FOLDED,
    400,
    /nothing of the folded profile was taken: .*older than the retention/,
  ],
  ["an unknown content encoding", "service=a", FOLDED, 415, /send gzip, zstd or identity/],
] as const)("%s is one clear error", async (name, query, body, status, message) => {
  const answer = await post(query, body, name.startsWith("an unknown content encoding") ? { "content-encoding": "br" } : {});
  expect(answer).toEqual({ status, body: { code: 3, message: expect.stringMatching(message) } });
});

test("a body over the limit is 413, and other methods are 405", async () => {
  const packed = await post("service=a", gzipSync(Buffer.alloc(33 * 1024 * 1024, "a 1\n")), { "content-encoding": "gzip" });
  expect(packed.status).toBe(413);
  expect((await post("service=a", gzipSync(Buffer.alloc(33 * 1024 * 1024, "a 1\n")))).status).toBe(413);
  const response = await fetch(`${throughline.otlpHttp}/ingest/profiles`);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});
