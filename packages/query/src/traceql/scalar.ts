import type { ComparisonOperator, Literal } from "@throughline/traceql";
import type { Parameters } from "../statement.ts";

/** A place that may hold a value of any type: how SQL asks for its type and for its text. */
export interface Place {
  /** Whether the value there has this type: `s`tring, `b`ool, `i`nt or `d`ouble. False where there is none. */
  is(letter: "s" | "b" | "i" | "d"): string;
  /** Its text, of use only where `is` holds. */
  text(letter: "s" | "b" | "i" | "d"): string;
}

/** Condition that the value at a place compares so with a literal; false where the types do not fit. */
export function scalarCondition(parameters: Parameters, place: Place, operator: ComparisonOperator, literal: Literal): string {
  switch (literal.type) {
    case "string":
      return `${place.is("s")} AND ${textCondition(parameters, place.text("s"), operator, literal.value)}`;
    case "bool":
      return `${place.is("b")} AND ${place.text("b")} ${operator} ${parameters.bind("String", String(literal.value))}`;
    case "int":
    case "duration":
    case "float": {
      // ClickHouse compares integers and doubles by their exact values.
      const value = literal.type === "float" ? parameters.bind("Float64", literal.value) : parameters.bind("Int64", literal.value);
      return `(${place.is("i")} AND toInt64OrNull(${place.text("i")}) ${operator} ${value} OR ${place.is("d")} AND toFloat64OrNull(${place.text("d")}) ${operator} ${value})`;
    }
    default:
      return "false"; // no attribute is a status or a kind
  }
}

/** Whether the value at a place has a type that the literal compares with. */
export function typeFits(place: Place, literal: Literal): string {
  switch (literal.type) {
    case "string":
      return place.is("s");
    case "bool":
      return place.is("b");
    case "int":
    case "duration":
    case "float":
      return `(${place.is("i")} OR ${place.is("d")})`;
    default:
      return "false";
  }
}

/** Condition on text, by bytes. Regular expressions match the whole; `.` matches no line end, as in Go. */
export function textCondition(parameters: Parameters, text: string, operator: ComparisonOperator, value: string): string {
  if (operator !== "=~" && operator !== "!~") return `${text} ${operator} ${parameters.bind("String", value)}`;
  return `${operator === "!~" ? "NOT " : ""}match(${text}, ${parameters.bind("String", `^(?-s:${value})$`)})`;
}
