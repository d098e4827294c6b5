import { isTraceId } from "@throughline/model";
import type { Candidate, LogCursor, LogOrder, LogPlace, TimeRange } from "@throughline/query";
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

/** Where a list of log records goes on, and what it is a part of: later pages are of the same range, though its ends may have been relative to now. */
export interface LogListCursor {
  readonly order: LogOrder;
  readonly range: TimeRange;
  readonly at: LogCursor;
}

export function logCursorText({ order, range, at }: LogListCursor): string {
  return [order === "newest" ? "n" : "o", at.time, at.rank, at.given, range.from, range.to].join(".");
}

/**
 * @param maxNanos the longest range of such a list; left out: any
 * @throws HttpError for text that no list of logs gave.
 */
export function parseLogCursor(text: string, maxNanos?: bigint): LogListCursor {
  const [order = "", time = "", rank = "", given = "", from = "", to = "", ...rest] = text.split(".");
  if (!/^[no]$/.test(order) || ![time, from, to].every(isInt64) || !isUint64(rank) || !/^\d{1,9}$/.test(given) || rest.length > 0)
    throw noCursor();
  const range = { from: BigInt(from), to: BigInt(to) };
  if (range.from >= range.to || (maxNanos !== undefined && range.to - range.from > maxNanos)) throw noCursor();
  return {
    order: order === "n" ? "newest" : "oldest",
    range,
    at: { time, rank, given: Number(given) },
  };
}

/** The place that the `id` of a log record, which the contract has checked, names. @throws HttpError for a rank that none has. */
export function parseLogId(text: string): LogPlace {
  const [time = "", rank = ""] = text.split(".");
  if (!isInt64(time) || !isUint64(rank)) throw badParameter("id", "accepted is the id of a log record, as a search gives it");
  return { time, rank };
}

function isInt64(text: string): boolean {
  return NUMBER.test(text) && BigInt(text) < 2n ** 63n - 1n;
}

function isUint64(text: string): boolean {
  return NUMBER.test(text) && BigInt(text) < 2n ** 64n;
}

function noCursor() {
  return badParameter("cursor", "accepted is `next` of the page before");
}
