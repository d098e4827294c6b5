/** The SDK as an app holds it. */
export interface Sdk {
  /** Delivers what is queued, for two seconds at most, and stops. Safe to call twice; never rejects. */
  shutdown(): Promise<void>;
}

/** Where every copy of this package finds the one that was started in this thread. */
const STARTED = Symbol.for("throughline.sdk");

/** What is started in this thread, by whichever copy of this package. */
const thread = globalThis as { [STARTED]?: Sdk };

/** Notes what was started, unless something is; returns what is. */
export function startedOr(start: () => Sdk): Sdk {
  return (thread[STARTED] ??= start());
}

export function isStarted(): boolean {
  return thread[STARTED] !== undefined;
}
