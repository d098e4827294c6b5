import { Agent, request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { credentials, makeClientConstructor, status } from "@grpc/grpc-js";
import type { RecordedRequest } from "../workload.ts";
import type { System } from "./system.ts";

export type Protocol = "http" | "grpc";

/** What the clients of a load saw. */
export interface LoadResult {
  readonly spans: number;
  readonly wallSeconds: number;
  /** From the first byte sent to the answer, of each request that was accepted. */
  readonly latenciesMs: readonly number[];
  /** Answers that said: not now, come again. They were obeyed. */
  readonly refusals: number;
}

const GRPC_PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const GZIP_OF_GRPC = 2;
const MAX_REFUSALS_OF_REQUEST = 100;

/** Sends one request; false: refused for now. Anything else that is no success is thrown. */
type Send = (index: number) => Promise<boolean>;

interface Client {
  readonly send: Send;
  close(): void;
}

/**
 * Sends all requests, gzip, from so many clients at once, each with one connection and one request at a time. `spansPerSecond`: the
 * pace to keep; without it: as fast as answers come.
 */
export async function sendAll(
  system: System,
  requests: readonly RecordedRequest[],
  { protocol, clients, spansPerSecond = Number.POSITIVE_INFINITY }: { protocol: Protocol; clients: number; spansPerSecond?: number },
): Promise<LoadResult> {
  const open = protocol === "http" ? httpClient(system, requests) : grpcClient(system, requests);
  const latenciesMs: number[] = [];
  let refusals = 0;
  let next = 0;
  let sent = 0;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = open();
      try {
        while (next < requests.length) {
          const index = next++;
          sent += requests[index]?.items ?? 0;
          const early = begin + (sent / spansPerSecond) * 1_000 - performance.now();
          if (early > 1) await sleep(early);
          const from = performance.now();
          for (let tries = 1; !(await client.send(index)); tries++) {
            refusals++;
            if (tries > MAX_REFUSALS_OF_REQUEST) throw new Error(`${system.name} refuses for good`);
            await sleep(100);
          }
          latenciesMs.push(performance.now() - from);
        }
      } finally {
        client.close();
      }
    }),
  );
  return {
    spans: requests.reduce((sum, { items }) => sum + items, 0),
    wallSeconds: (performance.now() - begin) / 1_000,
    latenciesMs,
    refusals,
  };
}

function httpClient(system: System, requests: readonly RecordedRequest[]): () => Client {
  const bodies = requests.map(({ bytes }) => gzipSync(bytes, { level: 6 }));
  const url = new URL("/v1/traces", system.otlpHttp);
  return () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send: Send = (index) =>
      new Promise((resolve, reject) => {
        const headers = {
          "content-type": "application/x-protobuf",
          "content-encoding": "gzip",
          "content-length": String(bodies[index]?.length),
        };
        const request = httpRequest(url, { method: "POST", agent, headers }, (response) => {
          response.resume();
          response.once("end", () => {
            if (response.statusCode === 200) resolve(true);
            else if (response.statusCode === 503 || response.statusCode === 429) resolve(false);
            else reject(new Error(`${system.name} answered ${response.statusCode}`));
          });
        });
        request.once("error", reject);
        request.end(bodies[index]);
      });
    return { send, close: () => agent.destroy() };
  };
}

function grpcClient(system: System, requests: readonly RecordedRequest[]): () => Client {
  const Stub = makeClientConstructor({}, "otlp");
  const raw = (message: Buffer) => message;
  return () => {
    const stub = new Stub(system.otlpGrpc, credentials.createInsecure(), {
      "grpc.default_compression_algorithm": GZIP_OF_GRPC,
      "grpc.use_local_subchannel_pool": 1,
    });
    const send: Send = (index) =>
      new Promise((resolve, reject) => {
        stub.makeUnaryRequest(GRPC_PATH, raw, raw, requests[index]?.bytes ?? Buffer.alloc(0), (error) => {
          if (!error) resolve(true);
          else if (error.code === status.UNAVAILABLE || error.code === status.RESOURCE_EXHAUSTED) resolve(false);
          else reject(new Error(`${system.name} answered ${error.message}`));
        });
      });
    return { send, close: () => stub.close() };
  };
}
