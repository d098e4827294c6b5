import type { Parameters } from "../statement.ts";
import { fieldOf } from "./fields/field-of.ts";
import type { Narrowing } from "./fields/field.ts";
import type { LogFilter } from "./filter.ts";
import { hasId, isTextIndexed, type TextTerm, textTermCondition } from "./text-term.ts";

/** Where to look for the rows that a filter finds, by what indexes know; `undefined`: anywhere. */
export function narrowing(parameters: Parameters, filter: LogFilter): Narrowing | undefined {
  switch (filter.type) {
    case "word":
    case "phrase":
      return { within: textTermCondition(parameters, filter), besides: [] };
    case "comparison":
      return fieldOf(filter.key).narrowing?.(parameters, filter.operator, filter.value, filter.isQuoted);
    case "and": {
      const known = filter.operands.flatMap((operand) => narrowing(parameters, operand) ?? []);
      return known.length === 0 ? undefined : joined(known, "AND");
    }
    case "or": {
      const known = filter.operands.flatMap((operand) => narrowing(parameters, operand) ?? []);
      return known.length < filter.operands.length ? undefined : joined(known, "OR");
    }
    default:
      return undefined;
  }
}

/** Whether the index on words tells where all rows are that a filter finds, so that the newest or oldest of them can be read one by one. */
export function isByWord(filter: LogFilter): boolean {
  return isBy(isTextIndexed, filter);
}

/** Whether these are words that look like IDs. */
export function isById(filter: LogFilter): boolean {
  return isBy(hasId, filter);
}

function isBy(isKnown: (term: TextTerm) => boolean, filter: LogFilter): boolean {
  switch (filter.type) {
    case "word":
    case "phrase":
      return isKnown(filter);
    case "and":
      return filter.operands.some((operand) => isBy(isKnown, operand));
    case "or":
      return filter.operands.length > 0 && filter.operands.every((operand) => isBy(isKnown, operand));
    default:
      return false;
  }
}

function joined(known: readonly Narrowing[], operator: "AND" | "OR"): Narrowing {
  return {
    within: known.map(({ within }) => `(${within})`).join(` ${operator} `),
    besides: [...new Set(known.flatMap(({ besides }) => besides))],
  };
}
