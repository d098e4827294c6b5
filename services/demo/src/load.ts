/** A bounded load: so many actions, so many a second, each one's outcome and correlation ID. */
import { setTimeout as wait } from "node:timers/promises";
import { actionAt, type Action } from "./actions.ts";

export interface Outcome {
  action: Action;
  status: number;
  ms: number;
  correlationId: string | undefined;
}

export interface LoadOptions {
  entryUrl: string;
  requests: number;
  /** Actions a second. */
  rate: number;
  signal: AbortSignal;
  onOutcome?: (outcome: Outcome) => void;
}

const TIMEOUT_MS = 30_000;
const MAX_OPEN = 50;

/** Resolves when every action is answered, or no further one was begun because of `signal`. */
export async function runLoad({ entryUrl, requests, rate, signal, onOutcome }: LoadOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const open = new Set<Promise<void>>();
  const started = performance.now();
  for (let n = 0; n < requests && !signal.aborted; n++) {
    const due = started + (n * 1000) / rate - performance.now();
    if (due > 0) await wait(due, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    if (open.size >= MAX_OPEN) await Promise.race(open);
    const one = perform(entryUrl, actionAt(n), signal).then((outcome) => {
      outcomes.push(outcome);
      onOutcome?.(outcome);
    });
    open.add(one);
    void one.finally(() => open.delete(one));
  }
  await Promise.all(open);
  return outcomes;
}

export async function perform(entryUrl: string, action: Action, signal?: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const init: RequestInit = { method: action.method, signal: signal ? AbortSignal.any([signal, limit]) : limit };
  if (action.body) {
    init.body = JSON.stringify(action.body);
    init.headers = { "content-type": "application/json" };
  }
  let status = 0;
  let correlationId: string | undefined;
  try {
    const response = await fetch(`${entryUrl}${action.path}`, init);
    status = response.status;
    correlationId = response.headers.get("x-correlation-id") ?? undefined;
    await response.arrayBuffer();
  } catch {
    // no answer: status stays 0
  }
  return { action, status, ms: performance.now() - started, correlationId };
}
