import type { Field, FieldExpression, IntrinsicName, ScalarExpression, SpansetExpression, Stage } from "@throughline/traceql";

/** What of a trace an expression must be given. */
export interface Needs {
  /** Of each span; each field once. What `select` shows is among them; a field of a parent stands as the parent's own. */
  readonly fields: readonly Field[];
  /**
   * Every span of the trace, not only those that match one of the filters, with at least its own and its parent's ID and its kind:
   * the expression asks where spans stand in the trace.
   */
  readonly wholeTrace: boolean;
}

const PLACES: ReadonlySet<IntrinsicName> = new Set<IntrinsicName>(["childCount", "nestedSetLeft", "nestedSetRight", "nestedSetParent"]);

export function fieldsOf(expression: SpansetExpression): Needs {
  const found = fieldsIn(expression);
  return {
    fields: distinct(found.map((field) => (field.type === "attribute" ? { ...field, ofParent: false } : field))),
    wholeTrace: isStructural(expression) || found.some(isPlace),
  };
}

function isPlace(field: Field): boolean {
  return field.type === "intrinsic" ? PLACES.has(field.name) : field.ofParent;
}

/** The fields that an expression names, in its filters, groups, scalars and `select`: what is shown of each span. */
export function namedFields(expression: SpansetExpression): readonly Field[] {
  return distinct(fieldsIn(expression));
}

function distinct(fields: readonly Field[]): readonly Field[] {
  return [...new Map(fields.map((field) => [JSON.stringify(Object.values(field)), field])).values()];
}

/** Every stage of every pipeline, and every filter and operation. */
function stagesIn(stage: Stage): readonly Stage[] {
  switch (stage.type) {
    case "spanset-operation":
      return [stage, ...stagesIn(stage.left), ...stagesIn(stage.right)];
    case "pipeline":
      return stage.stages.flatMap(stagesIn);
    default:
      return [stage];
  }
}

function isStructural(expression: SpansetExpression): boolean {
  return stagesIn(expression).some((stage) => stage.type === "spanset-operation" && stage.operator !== "&&" && stage.operator !== "||");
}

/** Every field in it, as often as it stands there. */
export function fieldsIn(expression: SpansetExpression): readonly Field[] {
  return stagesIn(expression).flatMap(ofStage);
}

function ofStage(stage: Stage): readonly Field[] {
  switch (stage.type) {
    case "spanset-filter":
      return stage.condition ? ofExpression(stage.condition) : [];
    case "scalar-filter":
      return [...ofScalar(stage.left), ...ofScalar(stage.right)];
    case "by":
      return stage.expressions.flatMap(ofExpression);
    case "select":
      return stage.fields;
    default:
      return [];
  }
}

function ofScalar(expression: ScalarExpression): readonly Field[] {
  switch (expression.type) {
    case "aggregate":
      return expression.of ? ofExpression(expression.of) : [];
    case "literal":
      return [];
    case "scalar-arithmetic":
      return [...ofScalar(expression.left), ...ofScalar(expression.right)];
  }
}

function ofExpression(expression: FieldExpression): readonly Field[] {
  switch (expression.type) {
    case "intrinsic":
    case "attribute":
      return [expression];
    case "literal":
      return [];
    case "not":
    case "negative":
      return ofExpression(expression.operand);
    case "and":
    case "or":
      return expression.operands.flatMap(ofExpression);
    case "arithmetic":
    case "comparison":
      return [...ofExpression(expression.left), ...ofExpression(expression.right)];
  }
}
