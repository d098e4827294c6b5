/**
 * The process of one contestant: a heap and a core of its own. It makes the workload, then works through it whenever it is told to
 * and says what that cost. Arguments: name of the contestant, spans, spans a request.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { recordTraces } from "../workload.ts";
import { CONTESTANTS } from "./contestants.ts";

/** What one round has cost. */
export interface Round {
  readonly name: string;
  readonly spans: number;
  readonly requestBytes: number;
  /** Bytes for ClickHouse. */
  readonly bytesOut: number;
  readonly cpuSeconds: number;
  readonly gcSeconds: number;
  readonly peakMiB: number;
}

const SPANS_PER_INSERT = 50_000;

const [name = "", spans = "100000", spansPerRequest = "500"] = process.argv.slice(2);
const contestant = CONTESTANTS[name]?.();
if (!contestant) throw new Error(`no contestant "${name}"`);
const start = BigInt(Date.now() - 3_600_000) * 1_000_000n;
const requests = recordTraces({ items: Number(spans), itemsPerRequest: Number(spansPerRequest), start, itemsPerSecond: 1_000 });
const items = requests.reduce((sum, request) => sum + request.items, 0);
const requestBytes = requests.reduce((sum, { bytes }) => sum + bytes.length, 0);

let gcMillis = 0;
const observer = new PerformanceObserver((list) => count(list.getEntries()));
observer.observe({ entryTypes: ["gc"] });
function count(entries: readonly { duration: number }[]): void {
  for (const { duration } of entries) gcMillis += duration;
}

process.on("message", () => void round().then((result) => process.send?.(result)));
process.on("disconnect", () => process.exit(0));

async function round(): Promise<Round> {
  await turn();
  gcMillis = 0;
  const before = process.cpuUsage();
  let bytesOut = 0;
  for (let from = 0; from < requests.length;) {
    let until = from;
    for (let rows = 0; until < requests.length && rows < SPANS_PER_INSERT; until++) rows += requests[until]?.items ?? 0;
    bytesOut += contestant?.work(requests.slice(from, until)) ?? 0;
    from = until;
  }
  const { user, system } = process.cpuUsage(before);
  await turn();
  count(observer.takeRecords());
  return {
    name: contestant?.name ?? name,
    spans: items,
    requestBytes,
    bytesOut,
    cpuSeconds: (user + system) / 1e6,
    gcSeconds: gcMillis / 1e3,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}
