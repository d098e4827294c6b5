import { quote } from "./quote.ts";
import { inQuotes, type Token } from "./token.ts";
import type { Tokens } from "./tokens.ts";

export const STATUSES = ["unset", "ok", "error"] as const;
export const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;

export type Status = (typeof STATUSES)[number];
export type Kind = (typeof KINDS)[number];

/** A value written in a query. Integers fit in 64 bits; durations are nanoseconds. */
export type Literal =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "int"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "duration"; readonly value: bigint }
  | { readonly type: "status"; readonly value: Status }
  | { readonly type: "kind"; readonly value: Kind }
  | { readonly type: "nil" };

export type LiteralType = Literal["type"];
export type NumberLiteral = Extract<Literal, { type: "int" | "float" | "duration" }>;

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const WORDS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ["true", Object.freeze({ type: "bool", value: true })],
  ["false", Object.freeze({ type: "bool", value: false })],
  ["nil", Object.freeze({ type: "nil" })],
  ["minInt", Object.freeze({ type: "int", value: MIN_INT })],
  ["maxInt", Object.freeze({ type: "int", value: MAX_INT })],
  ...STATUSES.map((value): [string, Literal] => [value, Object.freeze({ type: "status", value })]),
  ...KINDS.map((value): [string, Literal] => [value, Object.freeze({ type: "kind", value })]),
]);

/** Words that are values. */
export const LITERAL_WORDS: readonly string[] = [...WORDS.keys()];

/** Takes a literal if one is next. @throws TraceQLError for a number beyond 64 bits. */
export function takeLiteral(tokens: Tokens): Literal | undefined {
  const token = tokens.current;
  if (token.type === "word") {
    const literal = WORDS.get(token.text);
    if (literal) tokens.next();
    return literal;
  }
  if (token.type !== "string") return takeNumber(tokens);
  tokens.next();
  return Object.freeze({ type: "string", value: token.value });
}

/** Takes a number or a duration, with its sign, if one is next. @throws TraceQLError for one beyond 64 bits. */
export function takeNumber(tokens: Tokens): NumberLiteral | undefined {
  const at = tokens.current;
  const number = tokens.isSymbol("-") ? tokens.following : at;
  if (number.type !== "int" && number.type !== "float" && number.type !== "duration") return undefined;
  if (number !== at) tokens.next();
  tokens.next();
  const literal = { type: number.type, value: number.value } as NumberLiteral;
  return number === at ? checked(tokens, literal, at) : negated(tokens, literal, at);
}

/** The number with the other sign. @throws TraceQLError if it is beyond 64 bits. */
export function negated(tokens: Tokens, { type, value }: NumberLiteral, at: Token): NumberLiteral {
  return checked(tokens, { type, value: -value } as NumberLiteral, at);
}

function checked(tokens: Tokens, literal: NumberLiteral, at: Token): NumberLiteral {
  const { value } = literal;
  if (typeof value === "bigint" ? value < MIN_INT || value > MAX_INT : !Number.isFinite(value))
    tokens.report(tokens.syntaxError(`${inQuotes(tokens.since(at, literal).text)} is beyond 64 bits`, at));
  return Object.freeze(literal);
}

/** Whether it is a number or a duration. */
export function isNumber(literal: Literal): literal is NumberLiteral {
  return literal.type === "int" || literal.type === "float" || literal.type === "duration";
}

/** The literal as the language writes it. */
export function printLiteral(literal: Literal): string {
  switch (literal.type) {
    case "string":
      return quote(literal.value);
    case "float":
      return printFloat(literal.value);
    case "duration":
      return printDuration(literal.value);
    case "nil":
      return "nil";
    default:
      return String(literal.value);
  }
}

/** A floating-point number as the language writes it: never as an integer. */
export function printFloat(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const UNITS = [
  ["h", 3_600_000_000_000n],
  ["m", 60_000_000_000n],
  ["s", 1_000_000_000n],
  ["ms", 1_000_000n],
  ["us", 1_000n],
] as const;

function printDuration(nanos: bigint): string {
  const [unit, scale] = UNITS.find(([, size]) => nanos !== 0n && nanos % size === 0n) ?? ["ns", 1n];
  return `${nanos / scale}${unit}`;
}
