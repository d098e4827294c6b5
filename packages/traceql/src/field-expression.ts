import { type Arithmetic, ARITHMETIC_PRECEDENCE, makeArithmetic } from "./arithmetic.ts";
import { type Comparison, COMPARISON_OPERATORS, makeComparison } from "./comparison.ts";
import { type Field, isIntrinsic, printField, takeField } from "./field.ts";
import { type Literal, LITERAL_WORDS, printLiteral, takeLiteral } from "./literal.ts";
import { type Logic, LOGIC_SYMBOLS, takeLogic } from "./logic.ts";
import { type Negative, takeNegative } from "./negative.ts";
import { type Not, takeNot } from "./not.ts";
import { suggestion } from "./nearest.ts";
import { type Operators, printOperation, takeOperations } from "./operations.ts";
import { quote } from "./quote.ts";
import { describe, inQuotes } from "./token.ts";
import type { Taken, Tokens } from "./tokens.ts";

/** A value written in the query. */
export interface LiteralExpression {
  readonly type: "literal";
  readonly literal: Literal;
}

/** What is asked or calculated of one span. */
export type FieldExpression = Field | LiteralExpression | Not | Negative | Arithmetic | Comparison | Logic;

/** How tightly what is no operation of the table below binds. */
const OR = 0;
const AND = 1;
const COMPARISON = 2;
const UNARY = 6;
const PRIMARY = 7;

const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ...COMPARISON_OPERATORS.map((operator): [string, number] => [operator, COMPARISON]),
  ...Object.entries(ARITHMETIC_PRECEDENCE).map(([operator, precedence]): [string, number] => [operator, COMPARISON + precedence]),
]);

/** Stands for what could not be read. */
const TRUE: Literal = Object.freeze({ type: "bool", value: true });

const OPERATORS: Operators<FieldExpression> = {
  precedenceAfter: () => PRECEDENCE,
  takeOperand: takeUnary,
  combine: (tokens, operator, left, right) =>
    PRECEDENCE.get(operator.node) === COMPARISON
      ? makeComparison(tokens, operator, left, right)
      : makeArithmetic(tokens, operator, left, right),
};

/** Takes an expression. @throws TraceQLError */
export function takeFieldExpression(tokens: Tokens): Taken<FieldExpression> {
  return tokens.nested(() => takeLogic(tokens, "or", () => takeLogic(tokens, "and", () => takeOperations(tokens, OPERATORS))));
}

function takeUnary(tokens: Tokens): FieldExpression {
  tokens.wish("operand");
  const literal = takeLiteral(tokens);
  if (literal) return tokens.node({ type: "literal", literal });
  if (tokens.isSymbol("-")) return takeNegative(tokens, () => takeUnary(tokens));
  if (tokens.isSymbol("!")) return takeNot(tokens, () => takeUnary(tokens));
  if (tokens.takeSymbol("(")) {
    const inner = tokens.recovering(() => takeFieldExpression(tokens));
    tokens.close(")", 'an operator or ")"');
    return inner ? inner.node : tokens.node({ type: "literal", literal: TRUE });
  }
  return takeKnownField(tokens);
}

function takeKnownField(tokens: Tokens): FieldExpression {
  const isCompared = tokens.previous && PRECEDENCE.get(tokens.previous.text) === COMPARISON;
  if (isCompared && tokens.current.text === "=") throw tokens.syntaxError('"==" is no operator: equal is written "="');
  if (isCompared && tokens.current.type === "word" && !isIntrinsic(tokens.current.text)) return takeBareText(tokens, tokens.current.text);
  const field = takeField(tokens);
  if (field) return field;
  throw tokens.expected(
    isCompared ? 'a value such as "text", 5, 100ms, true, error or nil' : "a field such as name, duration or span.http.route",
  );
}

/** Text without quotes is the most frequent mistake: where errors are gathered it counts as a string. */
function takeBareText(tokens: Tokens, text: string): LiteralExpression {
  const meant = suggestion(text, LITERAL_WORDS);
  tokens.report(
    tokens.syntaxError(`expected a value, found ${describe(tokens.current)} (${meant}text stands in quotes: ${inQuotes(quote(text))})`),
  );
  tokens.next();
  return tokens.node({ type: "literal", literal: Object.freeze({ type: "string", value: text }) });
}

/** The expression as the language writes it. */
export function printFieldExpression(expression: FieldExpression): string {
  switch (expression.type) {
    case "attribute":
    case "intrinsic":
      return printField(expression);
    case "literal":
      return printLiteral(expression.literal);
    case "not":
      return `!${within(expression.operand, UNARY)}`;
    case "negative":
      return `-${within(expression.operand, UNARY)}`;
    case "and":
    case "or":
      return expression.operands
        .map((operand) => within(operand, precedenceOf(expression) + 1))
        .join(` ${LOGIC_SYMBOLS[expression.type]} `);
    default:
      return printOperation(expression, precedenceOf, precedenceOf(expression), printFieldExpression);
  }
}

function within(expression: FieldExpression, minimum: number): string {
  const text = printFieldExpression(expression);
  return precedenceOf(expression) < minimum ? `(${text})` : text;
}

function precedenceOf(expression: FieldExpression): number {
  switch (expression.type) {
    case "or":
      return OR;
    case "and":
      return AND;
    case "comparison":
      return COMPARISON;
    case "arithmetic":
      return COMPARISON + ARITHMETIC_PRECEDENCE[expression.operator];
    case "not":
    case "negative":
      return UNARY;
    default:
      return PRIMARY;
  }
}
