import type { Parameters } from "../statement.ts";
import { type Alternative, alternatives, type IndexedEquality } from "../alternatives.ts";
import { indexedText } from "./attribute.ts";
import { comparisonCondition } from "./comparison.ts";
import type { PlainComparison, PlainFilter } from "./plain-filter.ts";
import { resourceCondition } from "./resource.ts";

/** Condition that a row of `spans` matches the filter. */
export function filterCondition(parameters: Parameters, filter: PlainFilter): string {
  return all(filter.comparisons.map((comparison) => comparisonCondition(parameters, comparison)));
}

/** Ways to find the rows of `spans` that match the filter, by the index on attributes where it compares one by `=`. */
export function filterAlternatives(parameters: Parameters, filter: PlainFilter): readonly Alternative[] {
  const equalities = filter.comparisons.flatMap((comparison) => indexedEquality(parameters, comparison) ?? []);
  return alternatives(parameters, filterCondition(parameters, filter), equalities);
}

function indexedEquality(parameters: Parameters, { field, operator, literal }: PlainComparison): IndexedEquality | undefined {
  if (field.type !== "attribute" || field.scope === "resource") return undefined;
  const text = indexedText(operator, literal);
  if (text === undefined) return undefined;
  return {
    key: field.key,
    text,
    ...(field.scope === "any" && { ofResource: resourceCondition(parameters, field.key, operator, literal) }),
  };
}

/** How much a filter narrows the search: the one with the most comparisons finds the candidates. */
export function selectivity(filter: PlainFilter): number {
  return filter.comparisons.length;
}

function all(conditions: readonly string[]): string {
  return conditions.length === 0 ? "true" : conditions.join(" AND ");
}
