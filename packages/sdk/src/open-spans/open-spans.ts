import { SpanKind, TraceFlags } from "@opentelemetry/api";
import type { ReadableSpan, Span, SpanProcessor } from "@opentelemetry/sdk-trace";
import { openSpanMillis } from "../environment/open-span-millis.ts";
import { notePlace, placeText, type Place } from "./place.ts";
import { ageOf, reportOpenSpan } from "./report.ts";

/** Spans kept; what is beyond is only counted. */
const MAX_KEPT = 10_000;
const MAX_REPORTS_A_ROUND = 100;
/** What a round may take of the thread, in milliseconds: the app waits meanwhile. What is due beyond comes with the next. */
const MAX_ROUND_MILLIS = 4;
const MAX_LAST_WORDS = 1000;

/** The longest between two reports, in first waits: 300 s of 5 s. */
const MAX_WAITS = 60;

/** A span this many first waits old has most likely been forgotten, and makes room when there is none. */
const FORGOTTEN_AFTER = 720;

/** Places noted in a second: at 4 to 14 µs each, less than a tenth of a percent of a core. */
const PLACES_A_SECOND = 50;

/** A span that runs: a link of a ring in the order of start, which costs less than a `Set` does. */
interface Link {
  before: Link;
  after: Link;
  readonly span: Span | undefined;
  /** In milliseconds of the clock on the wall. */
  readonly started: number;
  place: Place | string | undefined;
  /** Age in milliseconds at which the next report is due. */
  due: number;
  /** Whether its last words have been said, and it has not been heard of since. */
  saidLast: boolean;
}

/**
 * Knows the sampled spans that have not ended, and reports those that have run for long: first at an age of
 * `THROUGHLINE_OPEN_SPAN_MS`, then each time the age has doubled, and every 60 times that at the latest. A hung request
 * shows up so while it hangs, in whatever takes log records.
 *
 * Costs next to nothing a span. Spans other than a server's also note where they were started, the first
 * `PLACES_A_SECOND` in a second. Never throws, and never holds the process alive.
 */
export class OpenSpans implements SpanProcessor {
  readonly #ring = emptyRing();
  readonly #link = Symbol("throughline.open_span");
  readonly #firstMillis: number;
  readonly #roundMillis: number;
  #timer: NodeJS.Timeout | undefined;
  #kept = 0;
  #beyond = 0;
  #placesLeft = 0;

  /** @param firstMillis the age at which a span is reported first; 0: none is ever reported */
  constructor(firstMillis: number = openSpanMillis()) {
    this.#firstMillis = firstMillis;
    this.#roundMillis = Math.min(500, Math.max(10, firstMillis / 10));
    if (firstMillis === 0) return;
    this.#timer = setInterval(() => this.#round(), this.#roundMillis).unref();
    this.#allowPlaces();
  }

  /** How many sampled spans run now. */
  count(): number {
    return this.#kept + this.#beyond;
  }

  /**
   * Reports every span that runs now, however young, the oldest 1000 of them; synchronously, so that what delivers log
   * records has them when this returns. `reason` is what ends the process: "SIGTERM", "uncaughtException" … The first reason
   * stays: that a process which got SIGTERM ends by `exit` is no news.
   */
  lastWords(reason: string): void {
    if (this.#firstMillis === 0) return;
    let left = MAX_LAST_WORDS;
    for (let link = this.#ring.after; link.span !== undefined && left > 0; link = link.after) {
      if (link.saidLast) continue;
      link.saidLast = true;
      report(link, link.span, { lastWords: reason });
      left -= 1;
    }
  }

  onStart(span: Span): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.#kept >= MAX_KEPT && !this.#dropForgotten()) {
      this.#beyond += 1;
      links(span)[this.#link] = null;
      return;
    }
    let place: Place | undefined;
    if (this.#placesLeft > 0 && span.kind !== SpanKind.SERVER) {
      this.#placesLeft -= 1;
      place = notePlace();
    }
    const end = this.#ring;
    const [seconds, nanos] = span.startTime;
    const started = seconds * 1e3 + nanos / 1e6;
    const link: Link = { before: end.before, after: end, span, started, place, due: this.#firstMillis, saidLast: false };
    end.before.after = link;
    end.before = link;
    links(span)[this.#link] = link;
    this.#kept += 1;
  }

  onEnd(span: ReadableSpan): void {
    const link = links(span)[this.#link];
    if (link === undefined) return;
    if (link === null) this.#beyond -= 1;
    else this.#drop(link);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    clearInterval(this.#timer);
  }

  #drop(link: Link): void {
    if (link.after === link) return;
    link.before.after = link.after;
    link.after.before = link.before;
    link.before = link.after = link;
    // It keeps alive what the frames were called on.
    link.place = undefined;
    this.#kept -= 1;
  }

  /** Makes room if the oldest span is so old that nobody will end it. */
  #dropForgotten(): boolean {
    const oldest = this.#ring.after;
    if (oldest.span === undefined || oldest.due < this.#firstMillis * FORGOTTEN_AFTER || this.#firstMillis === 0) return false;
    this.#drop(oldest);
    return true;
  }

  #allowPlaces(): void {
    this.#placesLeft = Math.ceil((PLACES_A_SECOND * this.#roundMillis) / 1000);
  }

  #round(): void {
    this.#allowPlaces();
    const now = Date.now();
    const deadline = performance.now() + MAX_ROUND_MILLIS;
    let left = MAX_REPORTS_A_ROUND;
    for (let link = this.#ring.after; link.span !== undefined && left > 0; link = link.after) {
      const age = now - link.started;
      // All after it are younger.
      if (age < this.#firstMillis) break;
      if (age < link.due) continue;
      const wait = Math.round(Math.min(age, this.#firstMillis * MAX_WAITS));
      link.due = age + wait;
      link.saidLast = false;
      report(link, link.span, { next: BigInt(wait) * 1_000_000n });
      left = performance.now() < deadline ? left - 1 : 0;
    }
  }
}

/** The span's place is put into words once, which also lets go of what the frames were called on. */
function report(link: Link, span: Span, more: { next: bigint } | { lastWords: string }): void {
  try {
    if (typeof link.place === "object") link.place = placeText(link.place);
    reportOpenSpan(span, { age: ageOf(span), place: link.place, ...more });
  } catch {
    // Someone else's log processor failed. The app is worth more than the report.
  }
}

function emptyRing(): Link {
  const ring: { -readonly [K in keyof Link]?: Link[K] } = { span: undefined, started: 0, place: undefined, due: 0, saidLast: false };
  ring.before = ring.after = ring as Link;
  return ring as Link;
}

/** The property of a span that holds its link; `null`: it runs and is not kept. */
function links(span: ReadableSpan): Record<symbol, Link | null | undefined> {
  return span as unknown as Record<symbol, Link | null | undefined>;
}
