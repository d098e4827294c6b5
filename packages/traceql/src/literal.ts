import { quote } from "./quote.ts";
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

const MAX_INT = 2n ** 63n - 1n;
const WORDS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ["true", Object.freeze({ type: "bool", value: true })],
  ["false", Object.freeze({ type: "bool", value: false })],
  ["nil", Object.freeze({ type: "nil" })],
  ...STATUSES.map((value): [string, Literal] => [value, Object.freeze({ type: "status", value })]),
  ...KINDS.map((value): [string, Literal] => [value, Object.freeze({ type: "kind", value })]),
]);

/** Takes a literal if one is next. */
export function takeLiteral(tokens: Tokens): Literal | undefined {
  const token = tokens.current;
  if (token.type === "symbol" && token.text === "-") {
    tokens.next();
    return negative(tokens);
  }
  if (token.type === "symbol" || token.type === "attribute" || token.type === "end") return undefined;
  if (token.type === "word") {
    const literal = WORDS.get(token.text);
    if (literal) tokens.next();
    return literal;
  }
  tokens.next();
  if (token.type === "int" && token.value > MAX_INT) throw tokens.syntaxError(`"${token.text}" is beyond 64 bits`, token);
  return Object.freeze({ type: token.type, value: token.value } as Literal);
}

function negative(tokens: Tokens): Literal {
  const token = tokens.current;
  if (token.type === "word" || token.type === "attribute") throw tokens.unsupported("arithmetic");
  if (token.type !== "int" && token.type !== "float" && token.type !== "duration") throw tokens.expected('a number after "-"');
  tokens.next();
  if (token.type === "int" && token.value > MAX_INT + 1n) throw tokens.syntaxError(`"-${token.text}" is beyond 64 bits`, token);
  return Object.freeze({ type: token.type, value: -token.value } as Literal);
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

function printFloat(value: number): string {
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
