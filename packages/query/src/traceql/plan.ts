import { filtersOf, type SpansetExpression, type SpansetFilter } from "@throughline/traceql";
import { Parameters } from "../statement.ts";
import { fieldsOf } from "./evaluate/fields.ts";
import { requirement, type Requirement } from "./evaluate/requirement.ts";
import { selectivity } from "./selectivity.ts";
import { MAX_PARAMETERS, MAX_SQL, spanCondition } from "./sql/condition.ts";
import { wantedFor } from "./wanted.ts";
import { isIndexed } from "./ways.ts";

/** How the traces that match an expression are found. */
export interface Plan {
  readonly expression: SpansetExpression;
  /** What ClickHouse is asked for: all filters of the expression, in its order; every span, where these are too much for a statement. */
  readonly filters: readonly SpansetFilter[];
  /** What a trace needs, of `filters` by their index. */
  readonly requirement: Requirement;
  /** Each trace that matches has a span that matches one of these: they find the candidates. */
  readonly drivers: readonly SpansetFilter[];
  /** Whether the index on attributes finds what matches the drivers. */
  readonly isIndexed: boolean;
  /** Whether traces that match the drivers meet the requirement: nothing further is known of them by SQL. */
  readonly driversSuffice: boolean;
  /** Whether traces that meet the requirement, by SQL, match: they need not be evaluated. */
  readonly isExact: boolean;
}

/** Most filters of which each is asked for: a statement may have a SELECT or two for each. */
const MAX_FILTERS = 20;

const EVERY_SPAN: SpansetFilter = { type: "spanset-filter", condition: undefined };

/** Plans the search for an expression. */
export function planOf(expression: SpansetExpression): Plan {
  const filters = filtersOf(expression);
  if (filters.length > MAX_FILTERS) return vaguePlan(expression);
  const parameters = new Parameters();
  const conditions = filters.map((filter) => spanCondition(parameters, filter));
  const length = conditions.reduce((sum, { sql }) => sum + sql.length, 0);
  if (length > MAX_SQL || parameters.count > MAX_PARAMETERS) return vaguePlan(expression);
  const needed = requirement(expression);
  const drivers = driversOf(needed, filters).map((index) => filters[index] as SpansetFilter);
  return {
    expression,
    filters,
    requirement: needed,
    drivers,
    isIndexed: drivers.every(isIndexed),
    driversSuffice: isUnion(needed) && !wantedFor(fieldsOf(expression).fields).trace,
    isExact: isLogic(expression) && conditions.every(({ isExact }) => isExact),
  };
}

function vaguePlan(expression: SpansetExpression): Plan {
  return {
    expression,
    filters: [EVERY_SPAN],
    requirement: { type: "filter", index: 0 },
    drivers: [EVERY_SPAN],
    isIndexed: false,
    driversSuffice: true,
    isExact: false,
  };
}

/** The fewest spans that must be looked at: of several that are all needed, the most selective. */
function driversOf(needed: Requirement, filters: readonly SpansetFilter[]): readonly number[] {
  switch (needed.type) {
    case "filter":
      return [needed.index];
    case "or":
      return needed.operands.flatMap((operand) => driversOf(operand, filters));
    case "and":
      return needed.operands
        .map((operand) => driversOf(operand, filters))
        .reduce((best, other) => (weakest(other, filters) > weakest(best, filters) ? other : best));
  }
}

function weakest(indexes: readonly number[], filters: readonly SpansetFilter[]): number {
  return Math.min(...indexes.map((index) => selectivity(filters[index] as SpansetFilter)));
}

function isUnion(needed: Requirement): boolean {
  return needed.type === "filter" || (needed.type === "or" && needed.operands.every(isUnion));
}

/** Whether it only asks which filters find a span. `select` shows more and finds the same. */
function isLogic(expression: SpansetExpression): boolean {
  switch (expression.type) {
    case "spanset-filter":
      return true;
    case "spanset-operation":
      return (expression.operator === "&&" || expression.operator === "||") && isLogic(expression.left) && isLogic(expression.right);
    case "pipeline": {
      const [first, ...stages] = expression.stages;
      return isLogic(first) && stages.every(({ type }) => type === "select");
    }
  }
}
