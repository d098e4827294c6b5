import { type FieldExpression, parse, print, printFieldExpression, type Query, type SpansetExpression } from "@throughline/traceql";

/** Adds and removes conditions of a TraceQL query: what a facet and a brush do. Texts of conditions are TraceQL, as within `{ … }`. */

/** The query with the condition asked of the spans that it finds. */
export function withCondition(q: string, condition: string): string {
  return changed(q, (conditions) => [...conditions.filter((one) => !isSame(one, condition)), conditionOf(condition)]);
}

/** The query without the condition. */
export function withoutCondition(q: string, condition: string): string {
  return withoutConditions(q, (one) => isSame(one, condition));
}

/** The query without those conditions that are told by their text. */
export function withoutConditions(q: string, isOne: (condition: FieldExpression) => boolean): string {
  return changed(q, (conditions) => conditions.filter((one) => !isOne(one)));
}

/** Whether the query asks for the condition. */
export function hasCondition(q: string, condition: string): boolean {
  const filter = lastFilter(readable(q).expression as SpansetExpression);
  return filter !== undefined && conjuncts(filter).some((one) => isSame(one, condition));
}

function isSame(one: FieldExpression, condition: string): boolean {
  return printFieldExpression(one) === printFieldExpression(conditionOf(condition));
}

function conditionOf(text: string): FieldExpression {
  const { expression } = parse(`{ ${text} }`);
  if (expression.type !== "spanset-filter" || !expression.condition) throw new RangeError(`Cannot read the condition "${text}"`);
  return expression.condition;
}

function readable(q: string): Query {
  return parse(q.trim() || "{}");
}

type Change = (conditions: readonly FieldExpression[]) => readonly FieldExpression[];

/** Conditions are those of the filter that stands last: of the only one, or of a stage of its own behind what else the query does. */
function changed(q: string, change: Change): string {
  const query = readable(q);
  return print({ ...query, expression: changedExpression(query.expression as SpansetExpression, change) });
}

function changedExpression(expression: SpansetExpression, change: Change): SpansetExpression {
  if (expression.type === "spanset-filter") return filterOf(change(conjuncts(expression)));
  const last = lastFilter(expression);
  const conditions = change(last ? conjuncts(last) : []);
  const stages = expression.type === "pipeline" ? expression.stages : ([expression] as const);
  const [first, ...rest] = last ? (stages.slice(0, -1) as unknown as typeof stages) : stages;
  if (conditions.length > 0) return { type: "pipeline", stages: [first, ...rest, filterOf(conditions)] };
  return rest.length > 0 ? { type: "pipeline", stages: [first, ...rest] } : first;
}

function lastFilter(expression: SpansetExpression): Extract<SpansetExpression, { type: "spanset-filter" }> | undefined {
  const last = expression.type === "pipeline" ? expression.stages.at(-1) : expression;
  return last?.type === "spanset-filter" ? last : undefined;
}

function conjuncts({ condition }: { readonly condition: FieldExpression | undefined }): readonly FieldExpression[] {
  return condition === undefined ? [] : condition.type === "and" ? condition.operands : [condition];
}

function filterOf(conditions: readonly FieldExpression[]): Extract<SpansetExpression, { type: "spanset-filter" }> {
  const operands = conditions.flatMap((condition) => (condition.type === "and" ? condition.operands : [condition]));
  const [only] = operands;
  return { type: "spanset-filter", condition: operands.length > 1 ? { type: "and", operands } : only };
}
