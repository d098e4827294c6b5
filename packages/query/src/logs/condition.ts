import { type Alternative, alternatives } from "../alternatives.ts";
import type { Parameters } from "../statement.ts";
import { NO_RUNTIME_EVENTS } from "../events/event-names.ts";
import { phraseCondition, wordCondition } from "./body-condition.ts";
import { fieldCondition, indexedField } from "./field-condition.ts";
import type { LogTerm } from "./filter.ts";

/** Ways to find the rows of `logs` for which all terms hold, by the index on attributes where one is compared by `=`. */
export function logAlternatives(parameters: Parameters, terms: readonly LogTerm[]): readonly Alternative[] {
  const equalities = terms.flatMap(
    (term) => (term.type === "field" && !term.negated && indexedField(parameters, term.key, term.operator, term.value)) || [],
  );
  return alternatives(parameters, logCondition(parameters, terms), equalities);
}

/** Condition on a row of `logs` that all terms hold. The runtime's own events count only where a term asks for an event. */
function logCondition(parameters: Parameters, terms: readonly LogTerm[]): string {
  const asksForEvents = terms.some((term) => term.type === "field" && term.key === "event" && term.operator === "=" && !term.negated);
  const conditions = terms.map((term) => {
    const condition = termCondition(parameters, term);
    return term.negated ? `NOT (${condition})` : `(${condition})`;
  });
  return [...(asksForEvents ? [] : [NO_RUNTIME_EVENTS]), ...conditions].join(" AND ") || "true";
}

function termCondition(parameters: Parameters, term: LogTerm): string {
  switch (term.type) {
    case "word":
      return wordCondition(parameters, term.text);
    case "phrase":
      return phraseCondition(parameters, term.text);
    case "field":
      return fieldCondition(parameters, term.key, term.operator, term.value);
  }
}
