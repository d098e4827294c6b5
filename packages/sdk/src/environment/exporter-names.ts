import { getStringListFromEnv } from "@opentelemetry/core";
import { warn } from "../process/warn.ts";

/** The exporters that `variable` asks for, out of `known`: `otlp` by default, none at all for `none`. */
export function exporterNames<N extends string>(variable: string, known: readonly N[]): Set<N> {
  const names = getStringListFromEnv(variable) ?? [];
  if (names.includes("none")) return new Set();
  const found = new Set<N>();
  for (const name of names) {
    const match = known.find((candidate) => candidate === name);
    if (match === undefined) warn(`${variable}: "${name}" is unknown, expected ${known.join(", ")} or none`);
    else found.add(match);
  }
  return found.size > 0 ? found : new Set(known.filter((name) => name === "otlp"));
}
