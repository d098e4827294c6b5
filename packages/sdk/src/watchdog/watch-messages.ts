import type { MessagePort } from "node:worker_threads";
import type { Attributes } from "@opentelemetry/api";
import type { BlockReport } from "./block-report.ts";
import type { Gap } from "./heartbeat.ts";

/** What the main thread and the one that watches it share: `beats` and `states` lie behind one another in one buffer. */
export interface WatchState {
  /** At `LAST`: when the main thread's event loop last came by. At `DUE`: when it meant to come again. Nanoseconds of `process.hrtime`. */
  readonly beats: BigInt64Array<SharedArrayBuffer>;
  /** At `SESSION`: one of the `SESSION_…` values. At `SETTLED`: how many `ended` and `stop` messages the watcher is done with. */
  readonly states: Int32Array<SharedArrayBuffer>;
}

export const LAST = 0;
export const DUE = 1;

export const SESSION = 0;
export const SETTLED = 1;

/** No inspector session is open, one may be opened. */
export const SESSION_NONE = 0;
/** A session is open: a process that ends now would say "Waiting for the debugger to disconnect" on stderr. */
export const SESSION_OPEN = 1;
/** No session may be opened any more. */
export const SESSION_BARRED = 2;

const BEATS = 2;
const STATES = 2;

export function newWatchBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer(BEATS * 8 + STATES * 4);
}

export function watchState(buffer: SharedArrayBuffer): WatchState {
  return { beats: new BigInt64Array(buffer, 0, BEATS), states: new Int32Array(buffer, BEATS * 8, STATES) };
}

/** A resource as it can be sent to another thread. */
export interface PlainResource {
  readonly attributes: Attributes;
  readonly schemaUrl: string | undefined;
}

/** What the helper thread needs to watch the main thread. To be sent with `port` in the transfer list. */
export interface WatchData {
  readonly thresholdMillis: number;
  readonly buffer: SharedArrayBuffer;
  /** Brings `ToWatcher` messages, and takes reports to the main thread. */
  readonly port: MessagePort;
  /** What is known of the process's resource at once. */
  readonly resource: PlainResource;
  /** The watching thread sends reports by itself, also while the main thread is stuck; else it hands them to the main thread. */
  readonly sendsItself: boolean;
  /** The file of this package: its frames are not the app's own. */
  readonly sdkFile: string;
}

/** What the main thread tells the watcher. */
export type ToWatcher =
  /** The process's resource, once its asynchronous attributes are known. */
  | { readonly kind: "resource"; readonly resource: PlainResource }
  /** The latest runtime numbers, for reports of a block that has not ended. */
  | { readonly kind: "numbers"; readonly numbers: Attributes }
  /** The event loop came by again after a time that may be a block. */
  | ({ readonly kind: "ended"; readonly numbers: Attributes } & Gap)
  /** How much of that time was garbage collection, which Node tells only later. */
  | { readonly kind: "collected"; readonly lastBeat: bigint; readonly nano: bigint }
  | { readonly kind: "stop" };

/** What the watcher tells the main thread, if it does not send by itself. */
export type FromWatcher = BlockReport;
