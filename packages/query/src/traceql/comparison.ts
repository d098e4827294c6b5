import type { Parameters } from "../statement.ts";
import { attributeCondition, attributeIsThere } from "./attribute.ts";
import { intrinsicCondition } from "./intrinsic.ts";
import type { PlainComparison } from "./plain-filter.ts";
import { resourceCondition } from "./resource.ts";

/** Condition on a row of `spans`. */
export function comparisonCondition(parameters: Parameters, { field, operator, literal }: PlainComparison): string {
  if (field.type === "intrinsic") return intrinsicCondition(parameters, field.name, operator, literal);
  switch (field.scope) {
    case "span":
      return attributeCondition(parameters, field.key, operator, literal);
    case "resource":
      return `(${resourceCondition(parameters, field.key, operator, literal)})`;
    case "any": {
      const isThere = attributeIsThere(parameters.bind("String", field.key));
      const onSpan = attributeCondition(parameters, field.key, operator, literal);
      return `if(${isThere}, ${onSpan}, ${resourceCondition(parameters, field.key, operator, literal)})`;
    }
  }
}
