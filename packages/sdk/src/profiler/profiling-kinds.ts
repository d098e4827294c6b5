import { getStringFromEnv } from "@opentelemetry/core";
import { warn } from "../process/warn.ts";

/** What can be sampled: where time goes, where the CPU goes, and where memory is allocated. */
export type ProfilingKind = "wall" | "cpu" | "heap";

const KINDS: readonly ProfilingKind[] = ["wall", "cpu", "heap"];

const VARIABLE = "THROUGHLINE_PROFILING";
const DEFAULT: ProfilingKind = "wall";

const EXPECTED = `expected ${KINDS.join(", ")}, several of them with commas, or 0`;

/** What `THROUGHLINE_PROFILING` asks for; `wall` if it is not set, or not as expected. */
export function profilingKindsFromEnv(): ReadonlySet<ProfilingKind> {
  const text = getStringFromEnv(VARIABLE);
  const kinds = text === undefined ? undefined : profilingKinds(text);
  if (kinds === undefined && text !== undefined) warn(`${VARIABLE}: "${text}" is unknown, ${EXPECTED}; ${DEFAULT} is used`);
  return kinds ?? new Set([DEFAULT]);
}

/** Whether the user has said anything about profiling. If not, what stands in its way is not worth a line on stderr. */
export function isProfilingAskedFor(): boolean {
  return getStringFromEnv(VARIABLE) !== undefined;
}

/** The kinds that a text such as `wall,heap` names, none for `0`; undefined, with a warning, if it names something else. */
export function askedKinds(text: string): ReadonlySet<ProfilingKind> | undefined {
  const kinds = profilingKinds(text);
  if (kinds === undefined) warn(`cannot set profiling to "${text}": ${EXPECTED}`);
  return kinds;
}

function profilingKinds(text: string): ReadonlySet<ProfilingKind> | undefined {
  if (text.trim() === "0") return new Set();
  const names = text.split(",").map((name) => name.trim());
  const kinds = KINDS.filter((kind) => names.includes(kind));
  return kinds.length > 0 && names.every((name) => KINDS.some((kind) => kind === name)) ? new Set(kinds) : undefined;
}
