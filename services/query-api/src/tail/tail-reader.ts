import type { Note } from "@throughline/api";
import { nanosOfMillis } from "@throughline/model";
import {
  logJson,
  type LogFilter,
  type LogRow,
  readRecentLogs,
  readRecentSpans,
  readResources,
  type Run,
  type SpanRow,
  spansJson,
} from "@throughline/query";

export interface TailReaderOptions {
  readonly run: Run;
  /** Only what this service sends. */
  readonly service: string | undefined;
  /** Undefined: no log records. */
  readonly filter: LogFilter | undefined;
  readonly spans: boolean;
}

export interface TailItem {
  readonly event: "log" | "span" | "note";
  readonly data: unknown;
}

/** Most log records, and most spans, of one look. */
const LIMIT = 500;
/** What arrives longer than this after it happened is not seen, in nanoseconds: SDKs send every few seconds. */
const WINDOW = 20_000_000_000n;
/** Clocks of other machines may be ahead. */
const AHEAD = 60_000_000_000n;

/** Finds what has arrived since it last looked, for one client. Its memory is bounded: what it has given of the last 20 seconds. */
export class TailReader {
  readonly #options: TailReaderOptions;
  /** Nothing from before is shown. Unix nanoseconds. */
  readonly #begin = nanosOfMillis(Date.now());
  /** What was given, by when it happened. */
  readonly #given = new Map<string, bigint>();

  constructor(options: TailReaderOptions) {
    this.#options = options;
  }

  /** Oldest first. Throws what the queries throw. */
  async read(): Promise<TailItem[]> {
    const now = nanosOfMillis(Date.now());
    const from = now - WINDOW > this.#begin ? now - WINDOW : this.#begin;
    const range = { from, to: now + AHEAD };
    const { run, service, filter, spans } = this.#options;
    const [logRows, spanRows] = await Promise.all([
      filter === undefined ? [] : readRecentLogs(run, filter, service, range, LIMIT),
      spans ? readRecentSpans(run, service, range, LIMIT) : [],
    ]);
    for (const [key, time] of this.#given) if (time < from) this.#given.delete(key);
    const newLogs = logRows.filter((row) => this.#isNew(logKey(row), BigInt(row.timeNano)));
    const newSpans = spanRows.filter((row) => this.#isNew(`${row.traceId} ${row.spanId}`, endOf(row)));
    const resources = await readResources(
      run,
      [...newLogs, ...newSpans].map(({ resource }) => resource),
    );
    const stored = { spans: newSpans, openSpans: [], logs: [], drops: [], samples: 0, resources, spansWereCut: false, logsWereCut: false };
    const items: (TailItem & { time: bigint })[] = [
      ...newLogs.map((row) => ({ event: "log" as const, time: BigInt(row.timeNano), data: logJson(row, resources) })),
      ...spansJson({ ...stored, blocks: { blocks: [], waits: new Map(), wereCut: false } }, now).map((data) => ({
        event: "span" as const,
        time: BigInt(data.startTimeUnixNano) + BigInt(data.durationNano),
        data,
      })),
    ];
    // Where everything is new, what was there before may not have been seen.
    const wereCut = [newLogs, newSpans].some(({ length }) => length === LIMIT);
    return [
      ...(wereCut ? [behind(`More than ${LIMIT} arrived in a second: only the newest are shown`)] : []),
      ...items.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)),
    ];
  }

  #isNew(key: string, time: bigint): boolean {
    if (this.#given.has(key)) return false;
    this.#given.set(key, time);
    return true;
  }
}

/** A note that something is missing from a live tail. */
export function behind(message: string): TailItem {
  return { event: "note", data: { code: "tail_behind", message } satisfies Note };
}

function logKey({ timeNano, rank }: LogRow): string {
  return `${timeNano} ${rank}`;
}

function endOf({ startNano, durationNano }: SpanRow): bigint {
  return BigInt(startNano) + BigInt(durationNano);
}
