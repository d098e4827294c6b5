import { isTraceId } from "@throughline/model";
import type { Candidate, LogCursor } from "@throughline/query";
import { badParameter } from "./http-error.ts";

/** Cursors are opaque to clients: they send back what they got. */

const NUMBER = /^\d{1,20}$/;

export function traceCursorText({ newest, traceId }: Candidate): string {
  return `${newest}.${traceId}`;
}

/** @throws HttpError for text that no list of traces gave. */
export function parseTraceCursor(text: string): Candidate {
  const [newest = "", traceId = "", ...rest] = text.split(".");
  if (!isInt64(newest) || !isTraceId(traceId) || rest.length > 0) throw noCursor();
  return { newest, traceId };
}

export function logCursorText({ time, rank, given }: LogCursor): string {
  return `${time}.${rank}.${given}`;
}

/** @throws HttpError for text that no list of logs gave. */
export function parseLogCursor(text: string): LogCursor {
  const [time = "", rank = "", given = "", ...rest] = text.split(".");
  if (!isInt64(time) || !NUMBER.test(rank) || BigInt(rank) >= 2n ** 64n || !/^\d{1,9}$/.test(given) || rest.length > 0) throw noCursor();
  return { time, rank, given: Number(given) };
}

function isInt64(text: string): boolean {
  return NUMBER.test(text) && BigInt(text) < 2n ** 63n - 1n;
}

function noCursor() {
  return badParameter("cursor", "accepted is `next` of the page before");
}
