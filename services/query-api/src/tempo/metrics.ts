import { nanosOfMillis, parseDuration, parseTime, TIME_FORMAT } from "@throughline/model";
import { defaultStep, type FoundMetrics, type MetricsSearch, readMetrics, type TimeRange } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import type { ForeignQuery } from "../foreign/query.ts";
import { type ForeignAsked, serveForeign } from "../foreign/serve.ts";
import { badParameter } from "../http-error.ts";
import { MAX_EXEMPLARS, metricsQuery } from "../metrics-query.ts";
import { metricsNotes } from "../notes.ts";
import { notesHeader } from "../notes-header.ts";
import { HOUR } from "../range.ts";
import { timeText } from "../time-text.ts";
import { instantSeriesJson, timeSeriesJson } from "./series-json.ts";
import { traceqlOf } from "./traceql-of.ts";

/**
 * `/api/metrics/query_range?q=&start=&end=&step=&exemplars=` and `/api/metrics/query?q=&start=&end=`. Grafana refuses fields that
 * `tempopb.QueryInstantResponse` does not have: what may be missing is in a header.
 */
export function metricsRoutes(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/metrics/query_range", async (asked) => {
    const range = rangeOf(asked.query, context);
    const { search, found, messages } = await answer(asked, context, range, stepOf(asked.query) ?? defaultStep(range));
    return {
      series: found.series.map((series) => timeSeriesJson(series, search.steps)),
      metrics: { completedJobs: 1, totalJobs: 1 },
      ...(messages.length > 0 && { status: "PARTIAL", message: messages.join(". ") }),
    };
  });

  serveForeign(app, context, "/metrics/query", async (asked) => {
    const { found } = await answer(asked, context, rangeOf(asked.query, context));
    return { series: found.series.flatMap(instantSeriesJson) };
  });
}

interface Answer {
  readonly search: MetricsSearch;
  readonly found: FoundMetrics;
  /** What may be missing. */
  readonly messages: readonly string[];
}

async function answer({ query, run, reply }: ForeignAsked, { bounds }: Context, range: TimeRange, step?: bigint): Promise<Answer> {
  const q = traceqlOf(query, "q", "query");
  if (q === undefined) throw badParameter("q", "a TraceQL metrics query is needed, such as {} | rate()");
  const exemplars = query.count(MAX_EXEMPLARS, "exemplars");
  const search = metricsQuery({ q, range, ...(step !== undefined && { step }), ...(exemplars !== undefined && { exemplars }) }, bounds);
  const found = await readMetrics(run, search);
  const notes = metricsNotes(found, bounds);
  notesHeader(reply, notes);
  return { search, found, messages: notes.map(({ message }) => message) };
}

/** The last hour if nothing else is said; a longer range than one search may cover is cut at its beginning. @throws HttpError */
function rangeOf(query: ForeignQuery, { bounds }: Context): TimeRange {
  const now = nanosOfMillis(Date.now());
  const to = timeOf(query, "end", now) ?? now;
  const from = timeOf(query, "start", now) ?? to - (query.duration("since") ?? HOUR);
  if (from >= to) throw badParameter("start", `${timeText(from)} is not before the end, ${timeText(to)}`);
  return { from: to - from > bounds.rangeNanos ? to - bounds.rangeNanos : from < 0n ? 0n : from, to };
}

function timeOf(query: ForeignQuery, name: string, now: bigint): bigint | undefined {
  const text = query.text(name);
  if (text === undefined) return undefined;
  const time = parseTime(text, now);
  if (time === undefined) throw badParameter(name, `accepted is ${TIME_FORMAT}, not "${text.slice(0, 100)}"`);
  return time;
}

const SECONDS = /^\d{1,9}(?:\.\d{1,9})?$/;

/** A duration, or seconds. */
function stepOf(query: ForeignQuery): bigint | undefined {
  const text = query.text("step");
  if (text === undefined) return undefined;
  const step = parseDuration(SECONDS.test(text) ? `${text}s` : text);
  if (!step || step >= 2n ** 62n)
    throw badParameter("step", `accepted is a duration such as 30s or 1m, or seconds, not "${text.slice(0, 100)}"`);
  return step;
}
