import { randomUUID } from "node:crypto";
import type { Attributes } from "@opentelemetry/api";
import { type Block, type BlockReport, blockReport } from "./block-report.ts";
import { encodeBlockReport } from "./encode-block-report.ts";
import { type Sample, sampleOf } from "./frames.ts";
import { evaluateOnMainThread } from "./main-thread-session.ts";
import { snapshotExpression, type Snapshot } from "./snapshot.ts";
import { DUE, type FromWatcher, LAST, type PlainResource, SETTLED, type ToWatcher, type WatchData, watchState } from "./watch-messages.ts";

/** Sends an encoded `ExportLogsServiceRequest` when it is there; a process that ends waits for it from the call on. Must not throw. */
export type DeliverLogs = (body: Promise<Uint8Array<ArrayBuffer>>) => void;

const MAX_SAMPLES = 5;
const MAX_PAUSES = 20;
/**
 * A snapshot is taken when the last beat is this part of the threshold ago: later than an idle event loop's next one, and early enough to fall
 * into the shortest block that is reported.
 */
const TRIGGER = 0.9;
/** When a block that does not end is reported, in milliseconds since it began; after the last one each time it has lasted twice as long. */
const ONGOING_MILLIS = [2_000, 10_000, 30_000, 60_000];
/** How long the end of a block waits for a snapshot that is under way, and reports for the resource. */
const PATIENCE_MILLIS = 500;

const NANO = 1_000_000;
const millisToNano = (millis: number): bigint => BigInt(Math.round(millis * NANO));
const nanoToMillis = (nanos: bigint): number => Number(nanos) / NANO;

/** A block that the watcher sees. */
interface Seen {
  /** The beat after which none came. */
  readonly beat: bigint;
  readonly began: bigint;
  readonly id: string;
  readonly samples: Sample[];
  /** When the last sample was taken; before the first, when the block began. */
  lastSample: bigint;
  /** Whether the main thread was told that it may be stuck for ever. */
  toldStuck: boolean;
  nextSample: bigint;
  gapMillis: number;
  reports: number;
  nextReport: bigint;
}

/**
 * Watches the main thread's beat from another thread, and reports blocks of its event loop. Runs until the main thread says stop.
 * The caller's thread must be kept alive by something else, and must not be busy for long.
 */
export function watchMainThread(data: WatchData, deliver: DeliverLogs): void {
  new Watcher(data, deliver).watch();
}

class Watcher {
  readonly #data: WatchData;
  readonly #deliver: DeliverLogs;
  readonly #state;
  readonly #threshold: bigint;
  readonly #trigger: bigint;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is to fire: from how much later it does, we know that this thread did not run either. */
  #wake: bigint;
  /** Not before this does a silent beat count: the process was stopped until then. */
  #excusedUntil = 0n;
  /** How long this thread did not run, since the last block was judged. */
  #notRun: { from: bigint; to: bigint }[] = [];
  #seen: Seen | undefined;
  #sampling: Promise<void> | undefined;
  #abandon = Promise.withResolvers<void>();
  #numbers: Attributes = {};
  #resource: PlainResource;
  readonly #resourceKnown = Promise.withResolvers<void>();
  readonly #startedAt = now();
  readonly #ongoingNano: bigint;
  #stopped = false;
  readonly #ending = new Set<Promise<void>>();
  /** Whom to tell how much of a gap was garbage collection, by the beat before it. */
  readonly #collected = new Map<bigint, (nano: bigint) => void>();

  constructor(data: WatchData, deliver: DeliverLogs) {
    this.#data = data;
    this.#deliver = deliver;
    this.#state = watchState(data.buffer);
    this.#threshold = millisToNano(data.thresholdMillis);
    this.#trigger = millisToNano(data.thresholdMillis * TRIGGER);
    this.#ongoingNano = millisToNano(Math.max(ONGOING_MILLIS[0] ?? 0, 4 * data.thresholdMillis));
    this.#resource = data.resource;
    this.#wake = now();
  }

  watch(): void {
    this.#data.port.on("message", (message: ToWatcher) => void this.#receive(message));
    this.#data.port.unref();
    this.#look();
  }

  #look(): void {
    const at = now();
    this.#noticeSleep(at);
    if (this.#stopped) return;
    const beat = Atomics.load(this.#state.beats, LAST);
    const began = beat === 0n ? this.#startedAt : beat;
    const since = began > this.#excusedUntil ? began : this.#excusedUntil;
    // Before the first beat the app is being loaded, which takes its time and lets nobody wait.
    let next = since + (beat === 0n ? this.#ongoingNano : this.#trigger);
    if (at >= next) {
      const seen = this.#block(beat, began, at);
      if (!seen.toldStuck && this.#isStuck(seen, at)) seen.nextSample = at;
      this.#maybeSample(seen, at);
      this.#maybeReport(seen, at);
      next = seen.nextSample < seen.nextReport ? seen.nextSample : seen.nextReport;
    }
    // The block may end any moment, and the next one begin.
    const latest = at + this.#trigger;
    this.#sleepUntil(next > at && next < latest ? next : latest);
  }

  #sleepUntil(time: bigint): void {
    clearTimeout(this.#timer);
    // Timers have whole milliseconds. Never shorter than one, whatever the clocks say.
    const millis = Math.max(1, Math.ceil(nanoToMillis(time - now())));
    this.#wake = now() + millisToNano(millis);
    this.#timer = setTimeout(() => this.#look(), millis).unref();
  }

  /** If this thread did not run for a while, the process was stopped or the machine was asleep, which is no block; or the machine is overloaded. */
  #noticeSleep(at: bigint): void {
    if (at - this.#wake < this.#threshold / 2n) return;
    this.#notRun.push({ from: this.#wake, to: at });
    if (this.#notRun.length > MAX_PAUSES) this.#notRun.shift();
    this.#excusedUntil = at;
    this.#wake = at;
  }

  #block(beat: bigint, began: bigint, at: bigint): Seen {
    if (this.#seen?.beat === beat) return this.#seen;
    const gapMillis = this.#data.thresholdMillis / 2;
    return (this.#seen = {
      beat,
      began,
      id: randomUUID(),
      samples: [],
      lastSample: began,
      toldStuck: false,
      nextSample: at,
      gapMillis,
      reports: 0,
      nextReport: at - began > this.#ongoingNano ? at + millisToNano(gapMillis) : began + this.#ongoingNano,
    });
  }

  #maybeSample(seen: Seen, at: bigint): void {
    if (at < seen.nextSample) return;
    seen.nextSample = at + millisToNano(seen.gapMillis);
    seen.gapMillis *= 2;
    if (this.#sampling !== undefined) return;
    this.#sampling = this.#sample(seen).finally(() => (this.#sampling = undefined));
  }

  async #sample(seen: Seen): Promise<void> {
    const asked = now();
    const stuck = this.#isStuck(seen, asked);
    const answer = await evaluateOnMainThread(snapshotExpression(stuck), this.#state, this.#abandon.promise);
    if (answer === undefined) return;
    if (stuck) seen.toldStuck = true;
    const snapshot = JSON.parse(answer) as Snapshot;
    // It may have come when the block was over.
    if (BigInt(snapshot.time) >= this.#beatAfter(seen)) return;
    seen.samples.push(sampleOf(snapshot, asked, seen.lastSample, this.#data.sdkFile));
    seen.lastSample = BigInt(snapshot.time);
    // The first is kept, of the others the latest.
    if (seen.samples.length > MAX_SAMPLES) seen.samples.splice(1, 1);
  }

  /** When the first beat after a block came, as far as it can be told. */
  #beatAfter(seen: Seen): bigint {
    const beat = Atomics.load(this.#state.beats, LAST);
    return beat === seen.beat ? now() : beat;
  }

  #isStuck(seen: Seen, at: bigint): boolean {
    return at - seen.began >= this.#ongoingNano;
  }

  #maybeReport(seen: Seen, at: bigint): void {
    if (at < seen.nextReport) return;
    seen.reports += 1;
    const lasted = at - seen.began;
    const next = ONGOING_MILLIS.map(millisToNano).find((nanos) => nanos > lasted);
    seen.nextReport = seen.began + (next ?? 2n * lasted);
    // When the loop was to come by again it was well, or only late.
    const due = Atomics.load(this.#state.beats, DUE);
    const start = due > seen.began && due < at ? due : seen.began;
    // With the snapshot that is being taken, unless native code runs.
    void Promise.race([this.#sampling, patience()]).then(() => {
      if (this.#seen === seen) this.#report({ ...seen, collectedNano: undefined }, start, now(), true, this.#numbers);
    });
  }

  async #receive(message: ToWatcher): Promise<void> {
    this.#noticeSleep(now());
    switch (message.kind) {
      case "resource":
        this.#resource = message.resource;
        this.#resourceKnown.resolve();
        return;
      case "numbers":
        this.#numbers = message.numbers;
        return;
      case "ended": {
        const collected = Promise.withResolvers<bigint>();
        this.#collected.set(message.lastBeat, collected.resolve);
        const ending = this.#ended(message, collected.promise);
        this.#ending.add(ending);
        await ending;
        this.#ending.delete(ending);
        this.#collected.delete(message.lastBeat);
        this.#settled();
        return;
      }
      case "collected":
        this.#collected.get(message.lastBeat)?.(message.nano);
        return;
      case "stop":
        this.#stopped = true;
        clearTimeout(this.#timer);
        this.#abandon.resolve();
        await Promise.all([this.#sampling, ...this.#ending]);
        this.#data.port.close();
        this.#settled();
    }
  }

  /** Tells a main thread that waits. */
  #settled(): void {
    Atomics.add(this.#state.states, SETTLED, 1);
    Atomics.notify(this.#state.states, SETTLED);
  }

  async #ended(
    { lastBeat, end, durationNano, certainNano, cpuNano, numbers }: ToWatcher & { kind: "ended" },
    collected: Promise<bigint>,
  ): Promise<void> {
    const seen = this.#seen?.beat === lastBeat ? this.#seen : undefined;
    if (seen !== undefined) this.#seen = undefined;
    const excused = min(this.#excused(lastBeat, end), max(0n, durationNano - cpuNano));
    if (seen !== undefined && this.#sampling !== undefined) await Promise.race([this.#sampling, patience()]);
    const duration = durationNano - excused;
    const least = lastBeat === 0n ? this.#ongoingNano : this.#threshold;
    const block = seen ?? { id: randomUUID(), samples: [], reports: 0 };
    // Else it may have come by a little late only, as on a busy machine.
    const isSure = certainNano >= least || block.samples.some(({ culprit }) => culprit !== undefined);
    if ((duration < least || !isSure) && block.reports === 0) return;
    const collectedNano = (await Promise.race([collected, this.#abandon.promise, patience()])) ?? undefined;
    this.#report({ ...block, collectedNano }, end - duration, end, false, numbers);
  }

  /** For how long within a time this thread did not run. If the process used the CPU meanwhile, it was not stopped. */
  #excused(from: bigint, to: bigint): bigint {
    let sum = 0n;
    for (const pause of this.#notRun) {
      sum += max(0n, min(pause.to, to) - max(pause.from, from));
    }
    this.#notRun = [];
    return sum;
  }

  #report(
    { id, samples, collectedNano }: Pick<Block, "id" | "samples" | "collectedNano">,
    start: bigint,
    end: bigint,
    ongoing: boolean,
    numbers: Attributes,
  ): void {
    const unixNow = BigInt(Date.now()) * BigInt(NANO);
    const startUnixNano = unixNow - (now() - start);
    const report = blockReport({ id, startUnixNano, durationNano: end - start, collectedNano, ongoing, samples, numbers });
    if (this.#data.sendsItself) this.#send(report);
    else this.#data.port.postMessage(report satisfies FromWatcher, []);
  }

  #send(report: BlockReport): void {
    // Counted as under way from now on, so that a process that ends waits for it.
    this.#deliver(Promise.race([this.#resourceKnown.promise, patience()]).then(() => encodeBlockReport(report, this.#resource)));
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const now = (): bigint => process.hrtime.bigint();

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLIS).unref());
}
