import type { Attributes } from "@opentelemetry/api";
import { CORRELATION_ID } from "@throughline/model";
import type { Sample } from "./frames.ts";

/** A block of the event loop, so far. Times in nanoseconds. */
export interface Block {
  /** Unique per block. */
  readonly id: string;
  readonly startUnixNano: bigint;
  readonly durationNano: bigint;
  /** How much of it was garbage collection; undefined: not known. */
  readonly collectedNano: bigint | undefined;
  readonly ongoing: boolean;
  /** In the order in which they were taken. */
  readonly samples: readonly Sample[];
  /** The process's runtime numbers. */
  readonly numbers: Attributes;
}

/** The name of the event that tells of a block. */
export const BLOCKED_EVENT = "throughline.event_loop.blocked";

/** The scope of the events that tell of the process. */
export const EVENT_SCOPE = "@throughline/sdk";

/** A block as the parts of a log record; it survives the way between threads. */
export interface BlockReport {
  /** When it was made, in Unix nanoseconds. */
  readonly timeUnixNano: bigint;
  readonly body: string;
  /** Of what held the thread. */
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly traceFlags: number;
  /** 64-bit integers are bigints. */
  readonly attributes: Readonly<Record<string, string | number | bigint | boolean | readonly string[]>>;
}

/** What is reported of a block. Who held the thread is told by the samples that agree and stand for the most time. */
export function blockReport({ id, startUnixNano, durationNano, collectedNano = 0n, ongoing, samples, numbers }: Block): BlockReport {
  const told = mostAgreed(samples);
  const { culprit, correlationId } = told ?? {};
  const stacks = samples.map(({ stack }) => stack).filter((stack) => stack !== "");
  const collection = collectedNano * 2n >= durationNano && durationNano > 0n ? `, ${inWords(collectedNano)} of it garbage collection` : "";
  const who = culprit === undefined ? "code that could not be named" : culprit.functionName;
  return {
    timeUnixNano: startUnixNano + durationNano,
    body: `event loop ${ongoing ? "has been blocked" : "was blocked"} for ${inWords(durationNano)} by ${who}${collection}`,
    traceId: told?.traceId,
    spanId: told?.spanId,
    traceFlags: told?.traceFlags ?? 0,
    attributes: {
      ...(correlationId !== undefined && { [CORRELATION_ID]: correlationId }),
      "throughline.block.id": id,
      "throughline.block.start_time_unix_nano": startUnixNano,
      "throughline.block.duration_nano": durationNano,
      ...(collectedNano > 0n && { "throughline.block.gc_duration_nano": collectedNano }),
      "throughline.block.ongoing": ongoing,
      ...(stacks.length > 0 && { "throughline.block.stacks": stacks }),
      ...(culprit !== undefined && {
        "code.function.name": culprit.functionName,
        "code.file.path": culprit.filePath,
        "code.line.number": culprit.line,
        "code.column.number": culprit.column,
      }),
      ...(numbers as Record<string, number>),
    },
  };
}

/** The first sample of those that agree with one another and stand for the most time together. */
function mostAgreed(samples: readonly Sample[]): Sample | undefined {
  const groups = new Map<string, { first: Sample; heldNano: bigint }>();
  for (const sample of samples) {
    // One that names nobody outweighs none that does.
    if (sample.culprit === undefined) continue;
    const key = `${sample.traceId} ${sample.spanId} ${sample.culprit.filePath} ${sample.culprit.functionName}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: sample, heldNano: sample.heldNano });
    else group.heldNano += sample.heldNano;
  }
  let most: { first: Sample; heldNano: bigint } | undefined;
  for (const group of groups.values()) if (most === undefined || group.heldNano > most.heldNano) most = group;
  return most?.first;
}

/** `230 ms`, `2.0 s` */
function inWords(nanos: bigint): string {
  const millis = Number(nanos / 1_000_000n);
  return millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`;
}
