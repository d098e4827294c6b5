import { mergeInto, Profile, top, type TopFunction, vmShares } from "@throughline/profile";
import type { TopOrder } from "./order.ts";

const NANOS_PER_SECOND = 1_000_000_000;

/** A function of the table. */
export interface TopRow {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  /** Share of the last interval in which the function itself ran, 0 to 1, of one thread's time: two busy threads make 2. */
  readonly own: number;
  /** The same with what it called. */
  readonly total: number;
  /** Since the beginning. */
  readonly ownSeconds: number;
  readonly totalSeconds: number;
}

/** What the table shows. */
export interface TopView {
  readonly intervalSeconds: number;
  readonly totalSeconds: number;
  /** In the last interval. */
  readonly samples: number;
  /** Shares of the last interval, of all threads together, 0 to 1. */
  readonly gc: number;
  readonly idle: number;
  /** In the last interval; `busy` is what it was not idle. */
  readonly threads: readonly { readonly name: string; readonly busy: number }[];
  readonly rows: readonly TopRow[];
}

/** A stretch of time: the samples of each thread, or of a service as if it were one. */
export interface TopPart {
  readonly name: string;
  readonly profile: Profile;
}

/** Samples as they come, and what of them is in the table. */
export class TopState {
  #last: readonly TopPart[] = [];
  #lastSeconds = 0;
  #overall = newProfile();
  #seconds = 0;

  /** Adds an interval. It is as long as the samples of a thread say: they come a little earlier or later than they are asked for. */
  add(parts: readonly TopPart[]): void {
    const seconds = Math.max(0, ...parts.map(({ profile }) => profile.weight)) / NANOS_PER_SECOND;
    this.#last = parts;
    this.#lastSeconds = seconds;
    this.#seconds += seconds;
    for (const { profile } of parts) mergeInto(this.#overall, profile);
  }

  /** Forgets what was. */
  reset(): void {
    this.#overall = newProfile();
    this.#last = [];
    this.#lastSeconds = 0;
    this.#seconds = 0;
  }

  view(order: TopOrder): TopView {
    const last = newProfile();
    for (const { profile } of this.#last) mergeInto(last, profile);
    const { gc, idle } = vmShares(last);
    const nanos = Math.max(1, this.#lastSeconds * NANOS_PER_SECOND);
    const recent = new Map(top(last).map((entry) => [keyOf(entry), entry]));
    const rows = top(this.#overall)
      .filter(isShown)
      .map((entry): TopRow => {
        const now = recent.get(keyOf(entry));
        const { function: name, file, line, kind } = entry;
        return {
          function: name,
          file,
          line,
          kind,
          own: (now?.self ?? 0) / nanos,
          total: (now?.total ?? 0) / nanos,
          ownSeconds: entry.self / NANOS_PER_SECOND,
          totalSeconds: entry.total / NANOS_PER_SECOND,
        };
      })
      .toSorted((a, b) => b[order] - a[order] || b.own - a.own || b.ownSeconds - a.ownSeconds || (a.function < b.function ? -1 : 1));
    return {
      intervalSeconds: this.#lastSeconds,
      totalSeconds: this.#seconds,
      samples: last.samples,
      gc,
      idle,
      threads: this.#last.map(({ name, profile }) => ({ name, busy: 1 - vmShares(profile).idle })),
      rows,
    };
  }
}

/** A profile of wall time without samples. */
export function newProfile(): Profile {
  return new Profile({ sampleType: "wall", unit: "nanoseconds" });
}

function keyOf({ function: name, file }: Pick<TopFunction, "function" | "file">): string {
  return `${file}\0${name}`;
}

/** Waiting is no function. */
function isShown({ function: name, kind }: TopFunction): boolean {
  return !(kind === "native" && name === "(idle)");
}
