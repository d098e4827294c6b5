import { CORRELATION_ID_FORMAT, isCorrelationId } from "@throughline/model";
import { isMetrics, parse } from "@throughline/traceql";

/** Whose samples: parameters of the query API, as texts. */
export interface Selection {
  readonly service?: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly q?: string | undefined;
  readonly blockId?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

export const SELECTION_NAMES = [
  "service",
  "traceId",
  "spanId",
  "correlationId",
  "q",
  "blockId",
  "start",
  "end",
] as const satisfies readonly (keyof Selection)[];

/** What a selection is made by; `service` beside any other has its samples in that service alone. */
export const SELECTORS = ["service", "q", "traceId", "spanId", "correlationId", "blockId"] as const;
export type Selector = (typeof SELECTORS)[number];

export const SELECTOR_NAMES: Readonly<Record<Selector, string>> = {
  service: "Service",
  q: "Spans that match",
  traceId: "Trace",
  spanId: "Span",
  correlationId: "Correlation ID",
  blockId: "Block",
};

/** What the selection is made by; undefined: a range alone selects nothing. */
export function selectorOf({ spanId, traceId, correlationId, q, blockId, service }: Selection): Selector | undefined {
  if (spanId !== undefined) return "spanId";
  if (traceId !== undefined) return "traceId";
  if (correlationId !== undefined) return "correlationId";
  if (q !== undefined) return "q";
  if (blockId !== undefined) return "blockId";
  return service === undefined ? undefined : "service";
}

/** The selection by another value. A range of time goes along where one is looked through. */
export function selectBy(selector: Selector, value: string, { service, start, end }: Selection): Selection {
  const range = selector === "service" || selector === "q" ? { start, end } : {};
  return { ...(selector !== "service" && { service }), ...range, [selector]: value.trim() };
}

/** Why the query API would not take the value; undefined: it does. */
export function problemOf(selector: Selector, value: string): string | undefined {
  const text = value.trim();
  if (text === "") return "Something is needed here";
  if (selector === "traceId" && !/^(?!0+$)[0-9a-f]{32}$/i.test(text)) return "A trace ID has 32 hex digits";
  if (selector === "spanId" && !/^(?!0+$)[0-9a-f]{16}$/i.test(text)) return "A span ID has 16 hex digits";
  if (selector === "correlationId" && !isCorrelationId(text)) return `A correlation ID is ${CORRELATION_ID_FORMAT}`;
  return selector === "q" ? problemOfQuery(text) : undefined;
}

function problemOfQuery(text: string): string | undefined {
  try {
    return isMetrics(parse(text)) ? "This gives numbers rather than spans" : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What is selected, for people. */
export function selectionText(selection: Selection): string {
  const selector = selectorOf(selection);
  if (selector === undefined) return "nothing";
  const value = selection[selector] ?? "";
  if (selector === "service") return value;
  const what = selector === "q" ? value : `${SELECTOR_NAMES[selector].replace(/^./, (letter) => letter.toLowerCase())} ${value}`;
  return selection.service === undefined ? what : `${what} in ${selection.service}`;
}

/** The parameters of a request: of a selection, and of what it is compared with. */
export function parametersOf(
  selection: Selection,
  base: Selection | undefined,
  type: string | undefined,
): Record<string, string | undefined> {
  const own = Object.fromEntries(SELECTION_NAMES.map((name) => [name, selection[name]]));
  const other = base ? Object.fromEntries(SELECTION_NAMES.map((name) => [`base.${name}`, base[name]])) : {};
  return { ...own, ...other, type };
}

/** What the URL of the flame graph's view says for a selection: for a link to it. */
export function flameSearch(selection: Selection & { readonly type?: string | undefined }): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(selection).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
