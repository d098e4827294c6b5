import type { Log, TailNote } from "@throughline/api";
import { api, ApiError, errorOf, urlOf } from "../api/api.ts";
import { paths } from "../api/paths.ts";
import { tailEventsIn } from "./tail-events.ts";

export type TailState =
  | { readonly is: "connecting" | "live" | "hidden" }
  /** It ended, and is begun again at this time of `Date.now()`. */
  | { readonly is: "waiting"; readonly until: number }
  /** The server does not want it: it is not begun again. */
  | { readonly is: "refused"; readonly error: ApiError };

export interface TailListener {
  state(state: TailState): void;
  /** Oldest first. */
  logs(logs: readonly Log[]): void;
  note(note: TailNote): void;
}

export interface TailAsked {
  readonly q: string;
  readonly service: string | undefined;
  /** From when on there are lines at first, relative to now. */
  readonly start: string;
}

const FIRST_LINES = 200;
/** What came while it was not connected: more than so many are not shown. */
const MISSED_LINES = 1_000;
/** Lines arrive later than they happened. */
const LATE_NANOS = 30_000_000_000n;
const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Follows what is logged until `end` aborts: with the newest lines first, and again whenever the connection ends. While nobody sees the page it rests. */
export async function followTail(asked: TailAsked, listener: TailListener, end: AbortSignal): Promise<void> {
  let newest = 0n;
  let wait = SHORTEST_WAIT_MS;
  const take = (logs: readonly Log[]) => {
    for (const { timeUnixNano } of logs) if (BigInt(timeUnixNano) > newest) newest = BigInt(timeUnixNano);
    listener.logs(logs);
  };
  while (!end.aborted) {
    if (document.hidden) {
      listener.state({ is: "hidden" });
      await shown(end);
      continue;
    }
    listener.state({ is: "connecting" });
    const hide = new AbortController();
    const onHide = () => document.hidden && hide.abort();
    document.addEventListener("visibilitychange", onHide);
    const over = new AbortController();
    const signal = AbortSignal.any([end, hide.signal, over.signal]);
    try {
      const { q, service } = asked;
      const response = await fetch(urlOf(paths.tail, { q, service, signal: "logs" }), { signal });
      if (!response.ok || !response.body) throw await errorOf(response);
      // From here on the server sends all that is new; what is there already comes by a search.
      const since = newest === 0n ? asked.start : String(newest - LATE_NANOS);
      const limit = newest === 0n ? FIRST_LINES : MISSED_LINES;
      const found = await api.logs({ q, service, start: since, limit }, signal);
      if (newest > 0n && found.next !== null) listener.note(missed());
      take(found.logs.toReversed());
      listener.state({ is: "live" });
      wait = SHORTEST_WAIT_MS;
      await read(response.body, take, listener);
    } catch (error) {
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
        listener.state({ is: "refused", error });
        return;
      }
    } finally {
      document.removeEventListener("visibilitychange", onHide);
      // Or a stream whose lines could not be had would stay open: browsers open six to a host.
      over.abort();
    }
    if (end.aborted || hide.signal.aborted) continue;
    listener.state({ is: "waiting", until: Date.now() + wait });
    await passed(wait, end);
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }
}

async function read(body: ReadableStream<Uint8Array>, take: (logs: readonly Log[]) => void, listener: TailListener): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const { events, rest } = tailEventsIn(text + value);
    text = rest;
    for (const event of events) if (event.type === "note") listener.note(event.note);
    const logs = events.flatMap((event) => (event.type === "log" ? [event.log] : []));
    if (logs.length > 0) take(logs);
  }
}

function missed(): TailNote {
  return {
    code: "tail_behind",
    message: `More than ${MISSED_LINES} lines came while this page was not connected: the newest are shown`,
    leftOut: { logs: 0, spans: 0 },
  };
}

/** Resolves when somebody sees the page, or at the end. */
function shown(end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      if (document.hidden && !end.aborted) return;
      document.removeEventListener("visibilitychange", done);
      end.removeEventListener("abort", done);
      resolve();
    };
    document.addEventListener("visibilitychange", done);
    end.addEventListener("abort", done);
  });
}

function passed(millis: number, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    end.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
