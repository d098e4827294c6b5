import type { TailNote } from "@throughline/api";
import { nanosOfMillis } from "@throughline/model";
import {
  type Arrivals,
  isOfThose,
  isSame,
  logJson,
  type LogFilter,
  type LogRow,
  readArrivals,
  readArrivedLogs,
  readArrivedSpans,
  readResources,
  type Run,
  type SpanFilter,
  type SpanRow,
  spansJson,
} from "@throughline/query";

export interface TailReaderOptions {
  /** Makes one for each step of a look, which then says whether a shard could not be asked in it. */
  readonly runOf: () => Run;
  /** Only what this service sends. */
  readonly service: string | undefined;
  /** Undefined: no log records. */
  readonly logs: LogFilter | undefined;
  /** Undefined: no spans. */
  readonly spans: SpanFilter | undefined;
  /** Whether a shard cannot be reached at the moment. */
  readonly isPartial?: () => boolean;
}

export interface TailItem {
  readonly event: "log" | "span" | "note";
  readonly data: unknown;
}

/** Most log records, and most spans, of one look. */
export const TAIL_LIMIT = 500;

const NOTHING = { rows: [], leftOut: 0 };

/** Finds what has arrived since it last looked, for one client. It remembers nothing but how far it came. */
export class TailReader {
  readonly #options: TailReaderOptions;
  #seen: Arrivals | undefined;
  #saidAway = false;

  constructor(options: TailReaderOptions) {
    this.#options = options;
  }

  /** From here on everything is new. Throws what the queries throw, also for a filter that ClickHouse refuses. */
  async begin(): Promise<void> {
    const seen = await readArrivals(this.#options.runOf());
    await this.#arrived(this.#options.runOf(), seen, seen);
    this.#seen = seen;
  }

  /** What is new, oldest first. Throws what the queries throw; then nothing counts as seen. */
  async read(): Promise<TailItem[]> {
    const { runOf } = this.#options;
    const seen = this.#seen;
    if (!seen) throw new TypeError("A tail begins before it is read");
    const now = await readArrivals(runOf(), seen);
    if (isSame(now.logs, seen.logs) && isSame(now.spans, seen.spans)) return this.#away();
    const reading = runOf();
    const [logs, spans] = await this.#arrived(reading, seen, now);
    // A shard may have said what it has, and been gone when it was asked for it: then the next look is without it from the beginning.
    if (reading.isPartial?.() && !isOfThose(await readArrivals(runOf()), now, seen)) return this.#away();
    const items = await this.#items(logs.rows, spans.rows);
    this.#seen = now;
    return [...this.#away(), ...(logs.leftOut + spans.leftOut > 0 ? [behind({ logs: logs.leftOut, spans: spans.leftOut })] : []), ...items];
  }

  /** Says once that a shard is away. */
  #away(): TailItem[] {
    const isAway = this.#options.isPartial?.() ?? false;
    const isNew = isAway && !this.#saidAway;
    this.#saidAway = isAway;
    return isNew ? [shardAway()] : [];
  }

  /** One after the other: over the connections to shards on which they have just said what they have. */
  async #arrived(run: Run, after: Arrivals, upTo: Arrivals) {
    const { service, logs, spans } = this.#options;
    return [
      logs ? await readArrivedLogs(run, { filter: logs, service }, { after: after.logs, upTo: upTo.logs }, TAIL_LIMIT) : NOTHING,
      spans ? await readArrivedSpans(run, { filter: spans, service }, { after: after.spans, upTo: upTo.spans }, TAIL_LIMIT) : NOTHING,
    ] as const;
  }

  async #items(logs: readonly LogRow[], spans: readonly SpanRow[]): Promise<TailItem[]> {
    const resources = await readResources(
      this.#options.runOf(),
      [...logs, ...spans].map(({ resource }) => resource),
    );
    const nothing = { openSpans: [], logs: [], drops: [], samples: 0, known: undefined, spansWereCut: false, logsWereCut: false };
    const blocks = { blocks: [], waits: new Map(), wereCut: false };
    const items: (TailItem & { time: bigint })[] = [
      ...logs.map((row) => ({ event: "log" as const, time: BigInt(row.timeNano), data: logJson(row, resources) })),
      ...spansJson({ ...nothing, spans, resources, blocks }, nanosOfMillis(Date.now())).map((data) => ({
        event: "span" as const,
        time: BigInt(data.startTimeUnixNano) + BigInt(data.durationNano),
        data,
      })),
    ];
    return items.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).map(({ event, data }) => ({ event, data }));
  }
}

/** More came at once than is shown. */
function behind(leftOut: TailNote["leftOut"]): TailItem {
  const parts = [
    ...(leftOut.logs > 0 ? [`${leftOut.logs} log record${leftOut.logs === 1 ? "" : "s"}`] : []),
    ...(leftOut.spans > 0 ? [`${leftOut.spans} span${leftOut.spans === 1 ? "" : "s"}`] : []),
  ];
  return tailNote(
    `${parts.join(" and ")} left out: of what arrives between two looks the newest ${TAIL_LIMIT} of each are shown. A search finds all, a narrower filter shows more`,
    leftOut,
  );
}

/** It cannot be looked at the moment. */
export function unreadable(): TailItem {
  return tailNote("It cannot be read at the moment: what arrives meanwhile will be shown when it can", { logs: 0, spans: 0 });
}

function shardAway(): TailItem {
  return tailNote("A shard of the cluster cannot be reached: what arrives there will be shown when it can", { logs: 0, spans: 0 });
}

function tailNote(message: string, leftOut: TailNote["leftOut"]): TailItem {
  return { event: "note", data: { code: "tail_behind", message, leftOut } satisfies TailNote };
}
