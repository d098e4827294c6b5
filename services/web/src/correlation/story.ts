import { type Action, hasFailed, isLost, isOpen, type Part } from "./action.ts";
import { callTries, type Tries } from "./attempts.ts";
import { type Gap, gapsOf } from "./gaps.ts";
import { type Hop, hopsOf } from "./hops.ts";
import { longestBySelf } from "./self-time.ts";
import { type TracePiece, traceFailed, tracesOf, traceTries } from "./traces.ts";

/** How the action went: the worst that is known of it. */
export type Outcome = "running" | "lost" | "failed" | "survived" | "fine" | "unknown";

/** What is worth knowing first about an action, all of it read off its spans. */
export interface Story {
  readonly outcome: Outcome;
  readonly hops: readonly Hop[];
  readonly traces: readonly TracePiece[];
  readonly gaps: readonly Gap[];
  readonly callTries: readonly Tries<Part>[];
  readonly traceTries: readonly Tries<TracePiece>[];
  /** The trace that did not succeed, if it was not done again. */
  readonly failed: TracePiece | undefined;
  /** How many of such there are. */
  readonly failures: number;
  /** Where it began to fail: of the spans that failed with nothing below them failing, the first; one that a later try made good only if there is no other. */
  readonly began: Part | undefined;
  readonly longest: { readonly part: Part; readonly self: number } | undefined;
  /** The deepest of those that have not ended come first. */
  readonly open: readonly Part[];
  readonly lost: readonly Part[];
}

export function storyOf(action: Action): Story {
  const { parts } = action;
  const hops = hopsOf(parts);
  const traces = tracesOf(parts, hops);
  const tries = { callTries: callTries(parts), traceTries: traceTries(traces) };
  const madeGood = new Set(tries.traceTries.flatMap((all) => all.slice(0, -1)));
  const failures = traces.filter((piece) => traceFailed(piece) && !madeGood.has(piece));
  const [failed] = failures;
  const open = innermost(parts.filter(isOpen));
  const lost = innermost(parts.filter(isLost));
  const began = whereItBegan(failed ? failedTries(failed, tries.traceTries) : parts, tries);
  return {
    outcome: outcomeOf({ parts, open, lost, failed, began }),
    hops,
    traces,
    gaps: gapsOf(action, hops),
    ...tries,
    failed,
    failures: failures.length,
    began,
    longest: longestBySelf(parts),
    open,
    lost,
  };
}

function outcomeOf({
  parts,
  open,
  lost,
  failed,
  began,
}: { parts: readonly Part[] } & Pick<Story, "open" | "lost" | "failed" | "began">): Outcome {
  if (open.length > 0) return "running";
  if (lost.length > 0) return "lost";
  if (failed) return "failed";
  if (began) return "survived";
  return parts.length > 0 ? "fine" : "unknown";
}

/** The spans of all tries of a trace: where it began may lie in the first. */
function failedTries(failed: TracePiece, tries: readonly Tries<TracePiece>[]): readonly Part[] {
  return tries.find((all) => all.includes(failed))?.flatMap(({ parts }) => parts) ?? failed.parts;
}

function whereItBegan(
  parts: readonly Part[],
  { callTries: calls, traceTries: repeated }: Pick<Story, "callTries" | "traceTries">,
): Part | undefined {
  const withFailureBelow = new Set<Part>();
  for (const part of parts)
    if (hasFailed(part)) for (let at = part.parent; at && !withFailureBelow.has(at); at = at.parent) withFailureBelow.add(at);
  const overcome = new Set([
    ...calls.flatMap((all) => (hasFailed(all.at(-1) as Part) ? [] : all.slice(0, -1))),
    ...repeated.flatMap((all) => (traceFailed(all.at(-1) as TracePiece) ? [] : all.slice(0, -1).flatMap(({ parts: own }) => own))),
  ]);
  const wasOvercome = (part: Part): boolean => {
    for (let at: Part | undefined = part; at; at = at.parent) if (overcome.has(at)) return true;
    return false;
  };
  const beginnings = parts.filter((part) => hasFailed(part) && !withFailureBelow.has(part)).toSorted((a, b) => a.to - b.to);
  return beginnings.find((part) => !wasOvercome(part)) ?? beginnings[0];
}

/** Those that wait for none of the others come first. */
function innermost(parts: readonly Part[]): Part[] {
  const waiting = new Set<Part>();
  for (const part of parts) for (let at = part.parent; at && !waiting.has(at); at = at.parent) waiting.add(at);
  return [...parts.filter((part) => !waiting.has(part)), ...parts.filter((part) => waiting.has(part))];
}
