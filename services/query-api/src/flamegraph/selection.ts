import type { Note } from "@throughline/api";
import { parseTraceQL, type SampleSelection, type SampleSelector } from "@throughline/query";
import type { Bounds } from "../config.ts";
import { badParameter } from "../http-error.ts";
import type { Kept } from "../kept.ts";
import { HOUR, rangeOf } from "../range.ts";
import { timeText } from "../time-text.ts";
import { NoSamples } from "./no-samples.ts";

/** The parameters of one selection; all may be left out. */
export interface SelectionParameters {
  readonly service?: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly q?: string | undefined;
  readonly blockId?: string | undefined;
  readonly descendants?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

/** A selection, and what it is called in titles and messages, such as `trace 4bf9…`. */
export interface NamedSelection extends SampleSelection {
  readonly name: string;
}

const PROFILES = ["profiles"] as const;
/** A filter finds spans first. */
const PROFILES_OF_SPANS = [...PROFILES, "traces"] as const;

const NAMES = ["service", "traceId", "spanId", "correlationId", "q", "blockId", "descendants", "start", "end"] as const;

/**
 * What parameters select, and what is to be said of their range. `prefix` is in front of the parameters' names in messages.
 * @throws HttpError where they select nothing or contradict one another, NoSamples where all of the range has expired.
 */
export function selectionOf(
  parameters: SelectionParameters,
  { retention, bounds, prefix = "" }: { readonly retention: Kept; readonly bounds: Bounds; readonly prefix?: string },
): { readonly selection: NamedSelection; readonly notes: Note[] } {
  const { service } = parameters;
  const selector = selectorOf(parameters, prefix);
  const fallback = selector.by === "service" || selector.by === "filter" ? HOUR : "all";
  const signals = selector.by === "filter" ? PROFILES_OF_SPANS : PROFILES;
  const { range, notes } = rangeOf(parameters, { fallback, retention, signals, maxNanos: bounds.rangeNanos });
  const horizon = retention.horizon(PROFILES);
  if (range.to <= horizon - HOUR)
    throw new NoSamples({
      code: "expired",
      message: `Samples from before ${timeText(horizon)} have expired: they are kept for ${retention.text(PROFILES)}, and parameter "${prefix}end" is ${timeText(range.to)}`,
    });
  return {
    selection: { selector, range, ...(service !== undefined && { service }), name: nameOf(selector, service, parameters.q) },
    notes,
  };
}

function selectorOf(
  { service, traceId, spanId, correlationId, q, blockId, descendants: flag }: SelectionParameters,
  prefix: string,
): SampleSelector {
  const given = Object.entries({ [spanId === undefined ? "traceId" : "spanId"]: spanId ?? traceId, correlationId, q, blockId })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `${prefix}${name}`);
  if (given.length > 1)
    throw badParameter(
      given[1] as string,
      `it cannot be combined with ${given[0]}: one of traceId, spanId, correlationId, q and blockId is accepted, and service beside it. ` +
        `In q, a trace is \`{ trace:id = "…" }\` and a correlation ID \`{ span.correlation.id = "…" }\``,
    );
  const descendants = flag !== "false";
  if (flag !== undefined && spanId === undefined && q === undefined)
    throw badParameter(`${prefix}descendants`, "it is accepted beside spanId and q");
  if (spanId !== undefined)
    return { by: "span", spanId: spanId.toLowerCase(), ...(traceId !== undefined && { traceId: traceId.toLowerCase() }), descendants };
  if (traceId !== undefined) return { by: "trace", traceId: traceId.toLowerCase() };
  if (correlationId !== undefined) return { by: "correlation", correlationId };
  if (q !== undefined) return { by: "filter", query: parseTraceQL(q.trim() || "{}"), descendants };
  if (blockId !== undefined) return { by: "block", blockId };
  if (service !== undefined) return { by: "service" };
  throw badParameter(`${prefix}service`, "it is needed, or one of traceId, spanId, correlationId, q and blockId");
}

function nameOf(selector: SampleSelector, service: string | undefined, q: string | undefined): string {
  const names: Readonly<Record<SampleSelector["by"], string>> = {
    service: service ?? "",
    trace: selector.by === "trace" ? `trace ${selector.traceId}` : "",
    span: selector.by === "span" ? `span ${selector.spanId}` : "",
    correlation: selector.by === "correlation" ? `correlation ID ${selector.correlationId}` : "",
    filter: (q ?? "").trim() || "{}",
    block: selector.by === "block" ? `block ${selector.blockId}` : "",
  };
  return names[selector.by] + (service === undefined || selector.by === "service" ? "" : ` in ${service}`);
}

/** Which of the parameters, all of them of the base, replace those that select. */
const SELECTORS = ["traceId", "spanId", "correlationId", "q", "blockId"] as const;

/**
 * The parameters of what a selection is compared with; `undefined`: with nothing. What is left out is as in the selection, but for what
 * selects, which is replaced as a whole; the times of a service or filter do not bind a trace, span, correlation ID or block.
 */
export function baseOf(query: Readonly<Record<string, unknown>>): SelectionParameters | undefined {
  const own = pick((name) => query[`base.${name}`] as string | undefined);
  if (Object.keys(own).length === 0) return undefined;
  const inherited: Record<string, string> = pick((name) => query[name] as string | undefined);
  if (SELECTORS.some((name) => own[name] !== undefined)) {
    for (const name of [...SELECTORS, "descendants"]) delete inherited[name];
    if (own.q === undefined) for (const name of ["start", "end"]) delete inherited[name];
  }
  return { ...inherited, ...own };
}

function pick(valueOf: (name: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = valueOf(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
