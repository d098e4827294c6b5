import type { FieldExpression, SpansetFilter } from "@throughline/traceql";
import { type Alternative, type Guide, guided, HAS_ARRAYS } from "../alternatives.ts";
import { Parameters } from "../statement.ts";
import { attributeEquality } from "./attribute-equality.ts";
import { carriedBy } from "./correlated.ts";
import { attributeOperand, OF_ROW } from "./sql/attribute.ts";
import { comparison } from "./sql/comparison.ts";
import { isAskable, spanCondition } from "./sql/condition.ts";
import { implied } from "./sql/implied.ts";
import { literalOperand } from "./sql/literal.ts";
import { both, either, type Operand, Row } from "./sql/operand.ts";
import { resourceOperand } from "./sql/resource.ts";

/** Ways to find the rows of `spans` that match a filter, by the index on attributes where it asks that one equal a value. */
export function waysOf(parameters: Parameters, filter: SpansetFilter): readonly Alternative[] {
  const two = filter.condition && waysOfEquality(parameters, filter.condition);
  if (two) return two;
  const guide = filter.condition && isAskable(filter) ? guideOf(parameters, filter.condition) : undefined;
  return guided(spanCondition(parameters, filter).sql, guide);
}

/**
 * Where all that is asked is that an attribute of the span equal a value: it is that value, or an array with it. ClickHouse understands these in
 * two thirds of the time that it needs where both are asked in both ways (measured).
 */
function waysOfEquality(parameters: Parameters, expression: FieldExpression): readonly Alternative[] | undefined {
  const equality = attributeEquality(expression);
  const guide = equality?.scope === "span" ? guideOfComparison(parameters, expression) : undefined;
  if (!equality || !guide) return undefined;
  const row = new Row(parameters);
  const { array, ...single } = attributeOperand(row, equality.key, OF_ROW, "span");
  const equals = (operand: Operand): string => comparison(row, [operand], "=", [literalOperand(row, equality.literal)]).sql;
  return [
    { cheap: [], exact: [guide.items, equals(single)] },
    { cheap: [`(${HAS_ARRAYS})`], exact: [equals({ ...single, scalars: new Map(), ...(array && { array }) })] },
  ];
}

/** Whether the index tells where rows are that match. */
export function isIndexed(filter: SpansetFilter): boolean {
  return indexedBy(new Parameters(), filter) !== undefined;
}

/** Condition by which the index finds rows that match, all but those that match by what lies elsewhere; `undefined`: it finds none. */
export function indexedBy(parameters: Parameters, filter: SpansetFilter): string | undefined {
  return filter.condition && isAskable(filter) ? guideOf(parameters, filter.condition)?.items : undefined;
}

/** What the index says of an expression. */
function guideOf(parameters: Parameters, expression: FieldExpression): Guide | undefined {
  const join = (together: typeof both) => (guides: readonly Guide[]) => ({
    items: together(...guides.map(({ items }) => items)),
    elsewhere: [...new Set(guides.flatMap(({ elsewhere }) => elsewhere))],
  });
  return implied<Guide>(expression, (part) => guideOfComparison(parameters, part), join(both), join(either));
}

/** Places that an attribute without a scope is looked for in and most spans do not have. */
const HAS_OTHER_PLACES = "(notEmpty(event_times) OR notEmpty(link_trace_ids) OR scope_rest != '')";

function guideOfComparison(parameters: Parameters, expression: FieldExpression): Guide | undefined {
  const equality = attributeEquality(expression);
  if (!equality || (equality.scope !== "span" && equality.scope !== "any")) return undefined;
  const { key, scope, literal, text } = equality;
  const items = both(`has(items, ${parameters.bind("String", `${key}=${text}`)})`, carriedBy(parameters, key, literal) ?? "true");
  if (scope === "span") return { items, elsewhere: [HAS_ARRAYS] };
  const row = new Row(parameters);
  const ofResource = comparison(row, [resourceOperand(row, key)], "=", [literalOperand(row, literal)]).sql;
  return { items, elsewhere: [HAS_ARRAYS, ofResource, HAS_OTHER_PLACES] };
}
