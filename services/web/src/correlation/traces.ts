import { hasFailed, idOf, type Part } from "./action.ts";
import type { Stretch } from "../time/stretches.ts";
import { triesOf, type Tries } from "./attempts.ts";
import type { Hop } from "./hops.ts";

/** What began a trace: a request that came in, a message that was taken, work without either, or nobody knows. */
export type TraceKind = "request" | "message" | "job" | "fragment";

/** A trace as a piece of the action. */
export interface TracePiece extends Stretch {
  readonly traceId: string;
  readonly kind: TraceKind;
  /** The first span of those without a stored parent; of a fragment it is not the root. */
  readonly first: Part;
  readonly parts: readonly Part[];
  readonly errors: number;
  /** What handed the work on to it, from another trace. */
  readonly cause: Hop | undefined;
}

/** The traces of an action in causal order: each after what handed it its work, else by start. */
export function tracesOf(parts: readonly Part[], hops: readonly Hop[]): TracePiece[] {
  const cause = new Map<string, Hop>();
  for (const hop of hops) {
    const { traceId } = hop.to.span;
    if (hop.from.span.traceId !== traceId && !cause.has(traceId)) cause.set(traceId, hop);
  }
  const pieces = [...Map.groupBy(parts, ({ span }) => span.traceId)].map(([traceId, own]) => pieceOf(traceId, own, cause.get(traceId)));
  return inCausalOrder(pieces);
}

function pieceOf(traceId: string, parts: readonly Part[], cause: Hop | undefined): TracePiece {
  const first = parts.find(({ parent, span }) => parent === undefined && span.parentSpanId === "") ?? parts.find(({ parent }) => !parent);
  return {
    traceId,
    kind: kindOf(first as Part),
    first: first as Part,
    parts,
    from: parts[0]?.from ?? 0,
    to: parts.reduce((most, { to }) => Math.max(most, to), 0),
    errors: parts.filter(hasFailed).length,
    cause,
  };
}

function kindOf({ span: { kind, parentSpanId } }: Part): TraceKind {
  if (parentSpanId !== "") return "fragment";
  return kind === "server" ? "request" : kind === "consumer" ? "message" : "job";
}

/** Each after the trace that caused it; those at one level by start. */
function inCausalOrder(pieces: readonly TracePiece[]): TracePiece[] {
  const known = new Set(pieces.map(({ traceId }) => traceId));
  const effects = Map.groupBy(pieces, ({ cause }) => (cause && known.has(cause.from.span.traceId) ? cause.from.span.traceId : undefined));
  const ordered = new Set<TracePiece>();
  const open = latestFirst(effects.get(undefined) ?? []);
  const walk = (): void => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (ordered.has(next)) continue;
      ordered.add(next);
      open.push(...latestFirst(effects.get(next.traceId) ?? []));
    }
  };
  walk();
  // Traces that caused each other.
  for (const piece of latestFirst(pieces).toReversed()) {
    open.push(piece);
    walk();
  }
  return [...ordered];
}

function latestFirst(pieces: readonly TracePiece[]): TracePiece[] {
  return pieces.toSorted((a, b) => a.from - b.from).toReversed();
}

/** Traces that did the same again after one that failed, of the same cause. */
export function traceTries(pieces: readonly TracePiece[]): Tries<TracePiece>[] {
  return triesOf(
    pieces,
    ({ first: { span }, kind, cause }) =>
      kind === "fragment" ? undefined : JSON.stringify([kind, span.service, span.name, cause ? idOf(cause.from.span) : ""]),
    (piece) => traceFailed(piece),
  );
}

/** Whether what the trace was for did not succeed: its first span failed, or answered so and something below it failed. */
export function traceFailed({ first, errors }: TracePiece): boolean {
  const status = answerOf(first);
  return hasFailed(first) || (status !== undefined && (status >= 500 || (status >= 400 && errors > 0)));
}

/** The HTTP status that a span answered with, or got. */
export function answerOf({ span: { attributes } }: Part): number | undefined {
  const status = Number(attributes["http.response.status_code"] ?? attributes["http.status_code"]);
  return Number.isInteger(status) && status > 0 ? status : undefined;
}
