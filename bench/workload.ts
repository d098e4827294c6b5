import { LogMaker } from "./workload/logs.ts";
import { type RecordedRequest, RequestPacker } from "./workload/packer.ts";
import { Random } from "./workload/random.ts";
import { shop } from "./workload/shop.ts";
import { TraceMaker } from "./workload/spans.ts";

export type { RecordedRequest } from "./workload/packer.ts";

/** What load to make. The same options give the same bytes. */
export interface WorkloadOptions {
  readonly seed?: number;
  /** At least this many spans or log records: whole traces and actions. */
  readonly items: number;
  readonly itemsPerRequest: number;
  /** When the first begins: Unix nanoseconds. */
  readonly start: bigint;
  /** How fast time passes; at 77 a second, 6.7 million fill a day. */
  readonly itemsPerSecond?: number;
}

/**
 * Export requests of spans, as protobuf bytes: 20 services in 100 processes, about 580 operations, traces of 14 to 50 spans, 8 to
 * 15 attributes a span (correlation ID, user, paths and URLs with IDs in them, SQL), 10 % with events, 1.4 % errors with a stack
 * trace of 14 lines, durations log-normal with a median of 1.2 ms and a 99th percentile of 135 ms.
 */
export function traceRequests(options: WorkloadOptions, onRequest: (request: RecordedRequest) => void): void {
  const services = shop(options.seed ?? 1);
  pack(options, services, new TraceMaker(new Random(options.seed ?? 1), services), onRequest);
}

/** Export requests of log records: 3 to 12 lines an action, of about 90 bytes, with the IDs of a trace and four attributes. */
export function logRequests(options: WorkloadOptions, onRequest: (request: RecordedRequest) => void): void {
  const services = shop(options.seed ?? 1);
  pack(options, services, new LogMaker(new Random(options.seed ?? 1), services), onRequest);
}

function pack(
  { items, itemsPerRequest, start, itemsPerSecond = 77 }: WorkloadOptions,
  services: ReturnType<typeof shop>,
  maker: TraceMaker | LogMaker,
  onRequest: (request: RecordedRequest) => void,
): void {
  const packer = new RequestPacker(services, itemsPerRequest, onRequest);
  const nanosPerItem = BigInt(Math.round(1e9 / itemsPerSecond));
  for (let made = 0; made < items;)
    made += maker.make(start + BigInt(made) * nanosPerItem, (service, process, item) => packer.add(service, process, item));
  packer.end();
}

/** All requests at once. */
export function recordTraces(options: WorkloadOptions): readonly RecordedRequest[] {
  const requests: RecordedRequest[] = [];
  traceRequests(options, (request) => requests.push(request));
  return requests;
}

/** All requests at once. */
export function recordLogs(options: WorkloadOptions): readonly RecordedRequest[] {
  const requests: RecordedRequest[] = [];
  logRequests(options, (request) => requests.push(request));
  return requests;
}
