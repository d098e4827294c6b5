import { LogMaker } from "./logs.ts";
import { type RecordedRequest, RequestPacker } from "./packer.ts";
import { Random } from "./random.ts";
import { shop } from "./shop.ts";
import { TraceMaker } from "./spans.ts";

const SEED = 1;
const ITEMS_PER_REQUEST = 500;
/** Longer than any trace takes to begin its last span or log line. */
const LAST_TRACE_NANOS = 1_000_000_000n;

/** A stretch of time in which users are busy. */
export interface Stretch {
  /** Unix nanoseconds. */
  readonly from: bigint;
  readonly to: bigint;
  /** At least this many, spread evenly: whole traces, of which all begins within the stretch. */
  readonly spans: number;
}

/** Makes requests of spans, and of 3 to 12 log lines of each trace, one after the other: no more than a few are kept. */
export class Actions {
  readonly #shop = shop(SEED);
  readonly #traces = new TraceMaker(new Random(SEED), this.#shop);
  readonly #logs = new LogMaker(new Random(SEED + 1), this.#shop);

  /** What happened in one stretch of time. Another stretch has other traces, of the same services. */
  *requests({ from, to, spans }: Stretch): Generator<{ readonly signal: "traces" | "logs"; readonly request: RecordedRequest }> {
    const made: { signal: "traces" | "logs"; request: RecordedRequest }[] = [];
    const packer = (signal: "traces" | "logs") =>
      new RequestPacker(this.#shop, ITEMS_PER_REQUEST, (request) => made.push({ signal, request }));
    const [spanPacker, logPacker] = [packer("traces"), packer("logs")];
    const nanosPerSpan = (to - from - LAST_TRACE_NANOS) / BigInt(spans);
    for (let done = 0; done < spans; yield* made.splice(0)) {
      const start = from + BigInt(done) * nanosPerSpan;
      done += this.#traces.make(start, (service, process, span) => spanPacker.add(service, process, span));
      this.#logs.make(start, (service, process, record) => logPacker.add(service, process, record), this.#traces.action);
    }
    spanPacker.end();
    logPacker.end();
    yield* made;
  }
}
