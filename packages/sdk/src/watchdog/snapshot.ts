import { context, isSpanContextValid, trace } from "@opentelemetry/api";
import { correlationOf } from "../correlation/correlation.ts";

/** Where the function that the watcher evaluates stands on the main thread's `globalThis`. */
const NAME = "throughline.watchdog.snapshot";

/** What the watcher evaluates on the main thread. `stuck`: it may never run anything else again. */
export const snapshotExpression = (stuck: boolean): string => `globalThis[Symbol.for("${NAME}")]?.(${stuck})`;

/** A frame: V8's text, file, line, column, and whether the function was only just being entered (then its line and column are where it begins). */
export type SnapshotFrame = readonly [text: string, file: string, line: number, column: number, entered: boolean];

/** What the main thread was doing. */
export interface Snapshot {
  /** When it was taken, in nanoseconds of `process.hrtime`, as decimal text. */
  readonly time: string;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly traceFlags?: number | undefined;
  readonly correlationId?: string | undefined;
  /** Innermost first. */
  readonly frames: readonly SnapshotFrame[];
}

/** Frames of the snapshot itself: this function and the evaluated script. */
const OWN_FRAMES = 2;
const MAX_FRAMES = 50;
const MAX_TEXT = 400;

/**
 * Puts the snapshot function in its place.
 *
 * It runs in the middle of the app's code, at any moment. So it calls nothing that an app may have replaced meanwhile, leaves nothing changed
 * and does not throw.
 *
 * @param stuck called with a snapshot if the thread may never run anything else again. Must not throw
 * @returns a function that takes it away
 */
export function installSnapshot(stuck: () => void): () => void {
  const key = Symbol.for(NAME);
  const { stringify } = JSON;
  const now = process.hrtime.bigint.bind(process.hrtime);

  const snapshot = (isStuck: unknown): string | undefined => {
    try {
      const frames = callSites(snapshot);
      if (isStuck === true) stuck();
      const ctx = context.active();
      const span = trace.getSpanContext(ctx);
      const valid = span !== undefined && isSpanContextValid(span) ? span : undefined;
      return stringify({
        time: `${now()}`,
        traceId: valid?.traceId,
        spanId: valid?.spanId,
        traceFlags: valid?.traceFlags,
        correlationId: correlationOf(ctx),
        frames,
      } satisfies Snapshot);
    } catch {
      // The stack is full, or the app is stranger than we thought: then there is no snapshot.
      return undefined;
    }
  };

  Object.defineProperty(globalThis, key, { value: snapshot, configurable: true, enumerable: false, writable: false });
  return () => {
    if (Object.getOwnPropertyDescriptor(globalThis, key)?.value === snapshot) Reflect.deleteProperty(globalThis, key);
  };
}

const captureStackTrace = Error.captureStackTrace.bind(Error);
const { getOwnPropertyDescriptor, defineProperty } = Object;
const { deleteProperty } = Reflect;

/** The frames below the evaluated script, whatever the app made of `Error.prepareStackTrace` and `Error.stackTraceLimit`. */
function callSites(snapshot: (isStuck: unknown) => unknown): SnapshotFrame[] {
  const prepare = getOwnPropertyDescriptor(Error, "prepareStackTrace");
  const limit = getOwnPropertyDescriptor(Error, "stackTraceLimit");
  try {
    set("stackTraceLimit", MAX_FRAMES + OWN_FRAMES);
    // As a function of ours it also keeps Node from reading source maps.
    set("prepareStackTrace", (_: unknown, sites: Site[]) => sites);
    const holder: { stack?: unknown } = {};
    captureStackTrace(holder, snapshot);
    const sites = holder.stack;
    // The first is the evaluated script.
    return Array.isArray(sites) ? (sites as Site[]).slice(1).map(frameOf) : [];
  } finally {
    restore("prepareStackTrace", prepare);
    restore("stackTraceLimit", limit);
  }
}

function set(name: "prepareStackTrace" | "stackTraceLimit", value: unknown): void {
  try {
    defineProperty(Error, name, { value, configurable: true, enumerable: true, writable: true });
  } catch {
    // Frozen by the app: then it is as the app wants it.
  }
}

function restore(name: "prepareStackTrace" | "stackTraceLimit", before: PropertyDescriptor | undefined): void {
  try {
    if (before === undefined) deleteProperty(Error, name);
    else defineProperty(Error, name, before);
  } catch {
    // It could not be changed either.
  }
}

interface Site extends NodeJS.CallSite {
  toString(): string;
}

function frameOf(site: Site): SnapshotFrame {
  const line = site.getLineNumber() ?? 0;
  const column = site.getColumnNumber() ?? 0;
  return [site.toString().slice(0, MAX_TEXT), (site.getFileName() ?? "").slice(0, MAX_TEXT), line, column, isEntered(site, line, column)];
}

/** What may stand between the beginning of a function and the parenthesis of its parameters, beside its name. */
const HEADERS = [
  "",
  "function",
  "function ",
  "function* ",
  "async ",
  "async function",
  "async function ",
  "async function* ",
  "get ",
  "set ",
  "*",
];

/**
 * V8 interrupts code in loops and where a function is entered; there the position is the parenthesis of its parameters, or the beginning
 * of an arrow function. It also knows where the function around begins.
 */
function isEntered(site: Site, line: number, column: number): boolean {
  if (line === 0 || site.getEnclosingLineNumber() !== line) return false;
  const header = column - (site.getEnclosingColumnNumber() ?? 0);
  const name = site.getFunctionName()?.length ?? 0;
  return HEADERS.some((words) => header === words.length || header === words.length + name);
}
