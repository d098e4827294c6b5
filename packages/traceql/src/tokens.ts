import { positionAt, TraceQLError } from "./error.ts";
import { tokenize } from "./lexer.ts";
import { describe, type Token } from "./token.ts";

/** The tokens of one query, read from left to right, and the errors that point at them. */
export class Tokens {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  get current(): Token {
    // The last token is `end`, and nothing moves past it.
    return this.#tokens[this.#index] as Token;
  }

  next(): Token {
    const token = this.current;
    if (token.type !== "end") this.#index++;
    return token;
  }

  isSymbol(...texts: readonly string[]): boolean {
    return this.current.type === "symbol" && texts.includes(this.current.text);
  }

  /** Takes the symbol if it is the next token. */
  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.next();
    return true;
  }

  /** Takes the symbol. @throws TraceQLError where another token stands. */
  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.expected(`"${text}"`);
  }

  /** `expected` says what could have stood at the current token. */
  expected(expected: string): TraceQLError {
    return this.#error("syntax", `expected ${expected}, found ${describe(this.current)}`, this.current);
  }

  typeError(problem: string, token: Token = this.current): TraceQLError {
    return this.#error("type", problem, token);
  }

  syntaxError(problem: string, token: Token = this.current): TraceQLError {
    return this.#error("syntax", problem, token);
  }

  /** `what` is in TraceQL, but not in ours yet. */
  unsupported(what: string, token: Token = this.current): TraceQLError {
    return this.#error("unsupported", `${what} is not supported yet`, token);
  }

  #error(kind: "syntax" | "type" | "unsupported", problem: string, token: Token): TraceQLError {
    return new TraceQLError(kind, problem, positionAt(this.#text, token.offset));
  }
}
