import { valueTypeAt } from "@throughline/schema";
import { readResources } from "../rows/resource.ts";
import { Parameters, type Run, type Statement } from "../statement.ts";
import { readSummaries, type TraceSummary } from "../traces/summary.ts";
import type { TimeRange } from "../windows.ts";
import { anyOf } from "./candidates.ts";
import { fieldsOf, type Needs } from "./evaluate/fields.ts";
import type { Attributes, EvalTrace } from "./evaluate/span.ts";
import { anyReportStatement, openSpansTable } from "./open-spans.ts";
import type { Plan } from "./plan.ts";
import { type SpanRow, spanColumns, type StoredSpan, storedSpan } from "./span-row.ts";
import type { FieldValue } from "./spanset.ts";
import { fieldValue } from "./stored-value.ts";
import { type Wanted, wantedFor } from "./wanted.ts";

/** A trace, or those of its spans that an expression needs. */
export interface StoredTrace extends EvalTrace {
  readonly spans: readonly StoredSpan[];
}

/** Most spans of one trace. */
export const MAX_TRACE_SPANS = 20_000;

/** Most spans and traces that are read at once. */
const SPANS_AT_ONCE = 25_000;
const TRACES_AT_ONCE = 1_000;

/** How long before the range spans of its traces that have not ended are looked for. */
const DAY = 86_400_000_000_000n;
const LAST = 2n ** 63n - 1n;

/** Reads traces for the evaluator: of their spans those that an expression needs, and what it asks of them. */
export class TraceReader {
  readonly #run: Run;
  readonly #plan: Plan;
  readonly #needs: Needs;
  readonly #wanted: Wanted;
  readonly #range: TimeRange;
  readonly #resources = new Map<string, Attributes>();
  #cutTraces = 0;
  #anyOpen: Promise<boolean> | undefined;

  /** `allAttributes`: all of spans and resources are wanted, not only those that the expression asks for. */
  constructor(run: Run, plan: Plan, range: TimeRange, allAttributes: boolean = false) {
    this.#run = run;
    this.#plan = plan;
    this.#needs = fieldsOf(plan.expression);
    this.#wanted = wantedFor(this.#needs.fields, allAttributes);
    this.#range = range;
  }

  /** Traces of more spans than were read: the earliest of them. */
  get cutTraces(): number {
    return this.#cutTraces;
  }

  /** Whether any span that had not ended was reported at about that time: most often none was. Asked once. */
  anyOpen(): Promise<boolean> {
    this.#anyOpen ??= this.#run(anyReportStatement({ from: this.#earliest, to: LAST })).then((rows) => rows.length > 0);
    return this.#anyOpen;
  }

  /** In parts, so that they need not all be in memory, in the order of the IDs. */
  async *read(traceIds: readonly string[]): AsyncGenerator<readonly StoredTrace[]> {
    for (let at = 0, size = TRACES_AT_ONCE; at < traceIds.length;) {
      const ids = traceIds.slice(at, at + size);
      const rows = await this.#run<SpanRow>(this.#endedStatement(ids));
      if (rows.length > SPANS_AT_ONCE && ids.length > 1) {
        size = Math.ceil(ids.length / 2);
        continue;
      }
      yield await this.#tracesOf(ids, rows);
      at += ids.length;
    }
  }

  #endedStatement(traceIds: readonly string[]): Statement {
    const parameters = new Parameters();
    const ids = parameters.traceIds(traceIds);
    const bounds = `(SELECT min(start) FROM traces WHERE trace_id IN ${ids}) AND time <= (SELECT max(end) FROM traces WHERE trace_id IN ${ids})`;
    return parameters.statement(`SELECT ${spanColumns(parameters, this.#wanted)}
FROM spans
WHERE trace_id IN ${ids} AND time >= ${bounds}${this.#among(parameters, ids)}
ORDER BY trace_id, time, span_id
LIMIT ${parameters.bind("UInt32", MAX_TRACE_SPANS + 1)} BY trace_id
LIMIT ${parameters.bind("UInt32", SPANS_AT_ONCE + 1)}`);
  }

  #openStatement(traceIds: readonly string[]): Statement {
    const parameters = new Parameters();
    const any = { from: this.#earliest, to: LAST };
    const ids = parameters.traceIds(traceIds);
    return parameters.statement(`SELECT ${spanColumns(parameters, this.#wanted)}
FROM ${openSpansTable(parameters, any, `trace_id IN ${ids}`)}
WHERE true${this.#among(parameters, ids)}
LIMIT ${parameters.bind("UInt32", MAX_TRACE_SPANS)}`);
  }

  get #earliest(): bigint {
    return this.#range.from > DAY ? this.#range.from - DAY : 0n;
  }

  /** Where it does not matter where spans stand in the trace, only those that match one of the filters are of use. */
  #among(parameters: Parameters, ids: string): string {
    return this.#needs.wholeTrace ? "" : ` AND ${anyOf(parameters, this.#plan.filters, ids)}`;
  }

  async #tracesOf(traceIds: readonly string[], ended: readonly SpanRow[]): Promise<readonly StoredTrace[]> {
    const open = (await this.anyOpen()) ? await this.#run<SpanRow>(this.#openStatement(traceIds)) : [];
    const summaries = this.#wanted.trace ? await readSummaries(this.#run, traceIds, this.#earliest) : [];
    await this.#readResources([...ended, ...open]);
    const spans = [...ended.map((row) => this.#span(row, false)), ...open.map((row) => this.#span(row, true))];
    const byTrace = Map.groupBy(spans, ({ traceId }) => traceId);
    const summaryOf = new Map(summaries.map((summary) => [summary.traceId, summary]));
    return traceIds.map((traceId) => this.#trace(traceId, byTrace.get(traceId) ?? [], summaryOf.get(traceId)));
  }

  #trace(traceId: string, all: readonly StoredSpan[], summary: TraceSummary | undefined): StoredTrace {
    if (all.length > MAX_TRACE_SPANS) this.#cutTraces++;
    const sorted = all.some(({ isOpen }) => isOpen) ? all.toSorted(byStart) : all;
    return {
      traceId,
      spans: sorted.slice(0, MAX_TRACE_SPANS),
      rootName: summary?.rootName ?? "",
      rootServiceName: summary?.rootService ?? "",
      startNano: BigInt(summary?.startTimeUnixNano ?? 0),
      durationNano: BigInt(summary?.durationNano ?? 0),
    };
  }

  #span(row: SpanRow, isOpen: boolean): StoredSpan {
    return storedSpan(row, this.#wanted, this.#resources, isOpen);
  }

  async #readResources(rows: readonly SpanRow[]): Promise<void> {
    if (!this.#wanted.resource) return;
    const unknown = new Set(rows.flatMap(({ resource }) => (resource !== undefined && !this.#resources.has(resource) ? [resource] : [])));
    if (unknown.size === 0) return;
    for (const [fingerprint, { keys, values, types }] of await readResources(this.#run, unknown)) {
      const attributes = new Map<string, FieldValue>();
      for (const [index, key] of keys.entries()) {
        const value = fieldValue(valueTypeAt(types, index), values[index] ?? "");
        if (value !== undefined) attributes.set(key, value);
      }
      this.#resources.set(fingerprint, attributes);
    }
  }
}

function byStart(a: StoredSpan, b: StoredSpan): number {
  return a.startNano < b.startNano ? -1 : a.startNano > b.startNano ? 1 : 0;
}
