import { Agent, request } from "node:http";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { jsonToMessage, type MessageName } from "@throughline/otlp";
import { READERS, WRITERS } from "@throughline/profile";
import { newTraceId, nowNano, sendJson, span, text, traces } from "../kit/otlp.ts";
import { profiles } from "../kit/profiles.ts";
import { Throughline } from "../kit/throughline.ts";

const REQUESTS = 100_000;
const AT_ONCE = 16;
const SEED = 20_261_122;
/** What the specification allows: taken, malformed, another type, too large, come back. */
const ALLOWED = new Set([200, 400, 413, 415, 503]);

let throughline: Throughline;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

beforeAll(async () => {
  throughline = await Throughline.start();
});

afterAll(async () => {
  agent.destroy();
  await throughline?.stop();
});

/** mulberry32: the same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function post(path: string, body: Buffer, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(
      throughline.otlpHttp + path,
      { method: "POST", agent, headers: { ...headers, "content-length": body.length } },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    sending.on("error", reject);
    sending.end(body);
  });
}

test(`${REQUESTS} mutated requests are each answered by the specification; the process lives, its memory is bounded, others are served`, async () => {
  const next = random(SEED);
  const below = (limit: number) => Math.floor(next() * limit);
  const example = traces("fuzz", [
    span({
      attributes: [
        text("correlation.id", "abc"),
        { key: "n", value: { intValue: "5" } },
        { key: "a", value: { arrayValue: { values: [{ doubleValue: 1 }] } } },
      ],
      events: [{ name: "event", timeUnixNano: nowNano(), attributes: [text("k", "v")] }],
      links: [{ traceId: newTraceId(), spanId: "00f067aa0ba902b7" }],
      status: { code: 2, message: "m" },
    }),
  ]);
  const profile = profiles(
    "fuzz",
    [
      {
        stack: [
          { function: "main", file: "/app/main.ts", line: 1 },
          { function: "work", file: "file:///app/work.ts", line: 2, column: 3 },
        ],
        values: [1, 2],
        times: [nowNano(), nowNano()],
        link: { traceId: newTraceId(), spanId: "00f067aa0ba902b7" },
        attributes: { "thread.id": { intValue: "1" }, "correlation.id": { stringValue: "abc" } },
      },
      { stack: [{ function: "main" }], values: [3], attributes: { "thread.name": { stringValue: "main" } } },
    ],
    { resource: [text("service.name", "fuzz"), { keyStrindex: 1, value: { stringValueStrindex: 2 } }] },
  );
  const folded = Buffer.from("main (app.py:1);work (lib.py:2) 3\nmain (app.py:1) 4\n");
  const seeds: Seed[] = [
    ...otlp("/v1/traces", "ExportTraceServiceRequest", example),
    ...otlp("/v1development/profiles", "ExportProfilesServiceRequest", profile),
    ...[...READERS.keys()].map((format) => {
      const [first] = READERS.get("folded")?.read(folded) ?? [];
      const bytes = first && WRITERS.get(format)?.write(first);
      return {
        path: `/ingest/profiles?service=fuzz&format=${format}`,
        type: "application/octet-stream",
        bytes: Buffer.from(bytes ?? folded),
      };
    }),
  ];
  const mutate = (source: Buffer): Buffer => {
    let bytes = Buffer.from(source);
    for (let change = 1 + below(4); change > 0; change--) {
      const at = below(bytes.length);
      const kind = below(5);
      if (kind === 0) bytes[at] = below(256);
      else if (kind === 1) bytes = bytes.subarray(0, at + 1);
      else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(below(256), below(256)), bytes.subarray(at)]);
      else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))]);
      else bytes[at] = (bytes[at] as number) ^ (1 << below(8));
      if (bytes.length === 0) bytes = Buffer.of(below(256));
    }
    return bytes;
  };
  const statuses = new Map<number, number>();
  let sent = 0;
  let peak = 0;
  const sender = async () => {
    while (sent++ < REQUESTS) {
      const seed = seeds[below(seeds.length)] as Seed;
      const zipped = below(10) === 0;
      const body = mutate(seed.bytes);
      const status = await post(below(20) === 0 ? "/v1/logs" : seed.path, zipped ? mutate(gzipSync(body)) : body, {
        "content-type": below(50) === 0 ? "text/plain" : seed.type,
        ...(zipped && { "content-encoding": "gzip" }),
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (sent % 5_000 === 0) peak = Math.max(peak, residentMiB());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  expect([...statuses.keys()].filter((status) => !ALLOWED.has(status))).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(1_000);
  expect(statuses.get(400)).toBeGreaterThan(1_000);
  expect(peak).toBeLessThan(700);
  const traceId = newTraceId();
  expect((await sendJson(throughline.otlpHttp, "traces", traces("after", [span({ traceId })]))).status).toBe(200);
  await throughline.settled();
  expect((await throughline.client.trace(traceId)).spans).toHaveLength(1);
  expect(await (await fetch(`${throughline.otlpHttp}/metrics`)).text()).toMatch(/^throughline_collector_set_aside_batches 0$/m);
});

interface Seed {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A request as protobuf and as JSON. */
function otlp(path: string, name: MessageName, message: object): Seed[] {
  const json = JSON.stringify(message);
  return [
    { path, type: "application/x-protobuf", bytes: Buffer.from(jsonToMessage(name, json)) },
    { path, type: "application/json", bytes: Buffer.from(json) },
  ];
}

function residentMiB(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${throughline.program.pid}/status`, "utf8"))?.[1]) / 1024;
}
