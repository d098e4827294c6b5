import { filtersOf, type SpansetExpression, type SpansetFilter } from "@throughline/traceql";
import type { TimeRange } from "../windows.ts";
import { evaluate } from "./evaluate/evaluate.ts";
import { requirement, type Requirement } from "./evaluate/requirement.ts";
import type { EvalTrace } from "./evaluate/span.ts";

/** Whether a trace has what an expression requires of it in a range: for each filter that must find something, a span that begins there. */
export class Required {
  readonly #requirement: Requirement;
  readonly #filters: readonly SpansetFilter[];
  readonly #range: TimeRange;

  constructor(expression: SpansetExpression, range: TimeRange) {
    this.#requirement = requirement(expression);
    this.#filters = filtersOf(expression);
    this.#range = range;
  }

  isMet(trace: EvalTrace): boolean {
    return this.#holds(this.#requirement, trace);
  }

  #holds(part: Requirement, trace: EvalTrace): boolean {
    switch (part.type) {
      case "filter":
        return this.#finds(this.#filters[part.index] as SpansetFilter, trace);
      case "and":
        return part.operands.every((operand) => this.#holds(operand, trace));
      case "or":
        return part.operands.some((operand) => this.#holds(operand, trace));
    }
  }

  #finds(filter: SpansetFilter, trace: EvalTrace): boolean {
    return evaluate(filter, trace).some(({ spans }) => spans.some((span) => isIn(this.#range, span)));
  }
}

/** Whether a span begins in the range. */
export function isIn({ from, to }: TimeRange, { startNano }: { readonly startNano: bigint }): boolean {
  return startNano >= from && startNano < to;
}
