import { performance } from "node:perf_hooks";
import timers from "node:timers";
import { threadCpuNanos } from "./thread-cpu.ts";
import { DUE, LAST, type WatchState } from "./watch-messages.ts";

/** A time in which the event loop did not come by. Times in nanoseconds of `process.hrtime`. */
export interface Gap {
  /** The last beat before; 0 if there was none. */
  readonly lastBeat: bigint;
  readonly end: bigint;
  /** How much of the time since the last beat the event loop did not wait for anything. */
  readonly durationNano: bigint;
  /** How much of that is beyond doubt: less while stack samples are taken, see `threadCpuNanos`. */
  readonly certainNano: bigint;
  /** How much CPU time the process used since the last beat, all threads together; about, see `CPU_READ_NANO`. */
  readonly cpuNano: bigint;
}

/**
 * An idle event loop comes by this often, in parts of the threshold: rarely, for each time wakes the process, and still before the watcher
 * takes a look. While it has much to do it comes by more often, which costs little then and tells blocks from other work.
 */
const IDLE_PART = 0.75;
const BUSY_PART = 0.1;
const LEAST_IDLE_MILLIS = 15;
const LEAST_BUSY_MILLIS = 10;

const NANO = 1_000_000;

/**
 * The CPU time is read this often at most, in nanoseconds, for it takes a system call. What was used between a reading and the last beat is
 * unknown, and taken to be all of one processor.
 */
const CPU_READ_NANO = 100_000_000n;

// The app's tests may replace these meanwhile.
const { setTimeout, clearTimeout } = timers;
const now = process.hrtime.bigint.bind(process.hrtime);
const cpuUsage = process.cpuUsage.bind(process);
const eventLoopUtilization = performance.eventLoopUtilization.bind(performance);

/** What is told of the event loop. Must not throw. */
export interface HeartbeatListener {
  /** It came by. */
  beat(): void;
  /** Before this beat it was busy for the threshold or longer, without coming by. */
  gap(gap: Gap): void;
  /** Whether stack samples of this thread's time are being taken. */
  isSampled(): boolean;
}

/** Notes in shared memory, again and again, that the event loop came by. Never holds the process alive. */
export class Heartbeat {
  readonly #beats: WatchState["beats"];
  readonly #thresholdMillis: number;
  readonly #thresholdNano: bigint;
  readonly #listener: HeartbeatListener;
  readonly #startedAt = now();
  #timer: NodeJS.Timeout;
  #activeBefore = 0;
  #cpuBefore = cpuNanos();
  #cpuReadAt = this.#startedAt;
  #threadCpuBefore = 0n;

  constructor({ beats }: WatchState, thresholdMillis: number, listener: HeartbeatListener) {
    this.#beats = beats;
    this.#thresholdMillis = thresholdMillis;
    this.#thresholdNano = BigInt(Math.round(thresholdMillis * NANO));
    this.#listener = listener;
    this.#timer = this.#next(this.#idleMillis());
  }

  /** Beats once more and stops. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#beat();
    clearTimeout(this.#timer);
  }

  #beat(): void {
    const at = now();
    const lastBeat = this.#beats[LAST] ?? 0n;
    const { active } = eventLoopUtilization();
    const activeNano = BigInt(Math.round((active - this.#activeBefore) * NANO));
    this.#activeBefore = active;
    const sinceNano = at - (lastBeat === 0n ? this.#startedAt : lastBeat);
    const certainNano = this.#certain(activeNano, at);
    const busy = certainNano * 2n > sinceNano;
    const millis = busy ? Math.max(LEAST_BUSY_MILLIS, this.#thresholdMillis * BUSY_PART) : this.#idleMillis();
    this.#timer = this.#next(millis);
    Atomics.store(this.#beats, DUE, at + BigInt(Math.round(millis * NANO)));
    Atomics.store(this.#beats, LAST, at);
    // Node counts from when the event loop first runs. Until the first beat the app is being loaded, so all of that time counts.
    const durationNano = lastBeat === 0n || activeNano > sinceNano ? sinceNano : activeNano;
    this.#listener.beat();
    const isGap = durationNano >= this.#thresholdNano;
    if (!isGap && at - this.#cpuReadAt < CPU_READ_NANO) return;
    const cpu = cpuNanos();
    const before = lastBeat > this.#cpuReadAt ? lastBeat - this.#cpuReadAt : 0n;
    const used = cpu - this.#cpuBefore;
    this.#cpuBefore = cpu;
    this.#cpuReadAt = at;
    const cpuNano = used > before ? used - before : 0n;
    if (isGap) this.#listener.gap({ lastBeat, end: at, durationNano, certainNano: lastBeat === 0n ? durationNano : certainNano, cpuNano });
  }

  /** Of the time that Node takes for busy: what the thread used the CPU, and by how much this beat is late. */
  #certain(activeNano: bigint, at: bigint): bigint {
    if (!this.#listener.isSampled()) return activeNano;
    const cpu = threadCpuNanos();
    const due = this.#beats[DUE] ?? 0n;
    const sum = cpu - this.#threadCpuBefore + (due > 0n && at > due ? at - due : 0n);
    this.#threadCpuBefore = cpu;
    return sum < activeNano ? sum : activeNano;
  }

  #next(millis: number): NodeJS.Timeout {
    return setTimeout(() => this.#beat(), millis).unref();
  }

  #idleMillis(): number {
    return Math.max(LEAST_IDLE_MILLIS, this.#thresholdMillis * IDLE_PART);
  }
}

function cpuNanos(): bigint {
  const { user, system } = cpuUsage();
  return BigInt(user + system) * 1000n;
}
