import { positionAt, TraceQLError, type TraceQLErrorKind } from "./error.ts";
import { tokenize } from "./lexer.ts";
import { describe, type Token } from "./token.ts";

/** How deep a tree may be, and parentheses nested: whatever walks over a tree may do so by recursion. */
export const MAX_DEPTH = 100;
/** Characters of a query. */
export const MAX_LENGTH = 65_536;
/** Errors that are gathered of one query. */
const MAX_ERRORS = 100;

const CLOSING: ReadonlySet<string> = new Set(["}", ")"]);

/** Something that was taken, with the place where it begins and how it was written, for errors about it. */
export interface Taken<T> {
  readonly node: T;
  readonly at: Token;
  readonly text: string;
}

/** Told of everything that could have stood at the end of the text. */
export type Wish = (kind: "symbol" | "word" | "value" | "field" | "operand", texts: readonly string[]) => void;

export interface TokensOptions {
  /** Errors are put here, and reading goes on behind them; the first is thrown if this is left out. */
  readonly errors?: TraceQLError[];
  readonly wish?: Wish;
}

/** The tokens of one query, read from left to right, the nodes made of them, and the errors that point at them. */
export class Tokens {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #errors: TraceQLError[] | undefined;
  readonly #depths = new WeakMap<object, number>();
  #wish: Wish | undefined;
  #index = 0;
  /** Brackets that are open here. */
  #open = 0;
  #nesting = 0;

  constructor(text: string, { errors, wish }: TokensOptions = {}) {
    this.#text = text.slice(0, MAX_LENGTH);
    this.#errors = errors;
    this.#wish = wish;
    if (text.length > MAX_LENGTH) this.#report("syntax", `the query is longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
    this.#tokens = tokenize(this.#text, (problem, offset) => this.#report("syntax", problem, offset));
  }

  get current(): Token {
    // The last token is `end`, and nothing moves past it.
    return this.#tokens[this.#index] as Token;
  }

  /** The token after the current one. */
  get following(): Token {
    return this.#tokens[this.#index + 1] ?? this.current;
  }

  /** The token before the current one. */
  get previous(): Token | undefined {
    return this.#tokens[this.#index - 1];
  }

  /** The first token from here on that opens no parenthesis. */
  get insideParentheses(): Token {
    let index = this.#index;
    while (this.#tokens[index]?.text === "(") index++;
    return this.#tokens[index] as Token;
  }

  next(): Token {
    const token = this.current;
    if (token.type === "end") return token;
    this.#index++;
    if (token.text === "{" || token.text === "(") this.#open++;
    else if (CLOSING.has(token.text)) this.#open--;
    return token;
  }

  isSymbol(...texts: readonly string[]): boolean {
    this.wish("symbol", texts);
    return this.current.type === "symbol" && texts.includes(this.current.text);
  }

  isWord(...texts: readonly string[]): boolean {
    this.wish("word", texts);
    return this.current.type === "word" && texts.includes(this.current.text);
  }

  /** Takes the symbol if it is the next token. */
  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.next();
    return true;
  }

  /** Takes the word if it is the next token. */
  takeWord(text: string): boolean {
    if (!this.isWord(text)) return false;
    this.next();
    return true;
  }

  /** Takes the symbol. @throws TraceQLError where another token stands. */
  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.expected(`"${text}"`);
  }

  /** Takes the symbol that ends what was begun; behind an error, the next one there is. @throws TraceQLError where another token stands. */
  close(symbol: string, expected: string, meant?: string): void {
    if (this.takeSymbol(symbol)) return;
    this.report(this.expected(expected, meant));
    this.#skip(this.#open);
    this.takeSymbol(symbol);
  }

  /** Says that these could stand here, if here is the end. */
  wish(kind: Parameters<Wish>[0], texts: readonly string[] = []): void {
    if (this.current.type === "end") this.#wish?.(kind, texts);
  }

  /** Takes something and keeps where and how it was written. */
  taken<T>(take: () => T): Taken<T> {
    const at = this.current;
    return this.since(at, take());
  }

  /** `node` was taken from the tokens from `at` to here. */
  since<T>(at: Token, node: T): Taken<T> {
    const last = this.previous ?? at;
    return { node, at, text: this.#text.slice(at.offset, Math.max(at.offset, last.offset + last.text.length)) };
  }

  /** Takes what recurses. @throws TraceQLError where it does so too deep. */
  nested<T>(take: () => T): T {
    if (this.#nesting >= MAX_DEPTH) throw this.#tooDeep();
    this.#nesting++;
    try {
      return take();
    } finally {
      this.#nesting--;
    }
  }

  /** Freezes a node made of these others. @throws TraceQLError where the tree becomes too deep. */
  node<T extends object>(node: T, ...parts: readonly object[]): T {
    const depth = 1 + parts.reduce((deepest, part) => Math.max(deepest, this.#depths.get(part) ?? 0), 0);
    if (depth > MAX_DEPTH) throw this.#tooDeep();
    this.#depths.set(node, depth);
    return Object.freeze(node);
  }

  /**
   * Takes something; `undefined` where that fails while errors are gathered: then the next token is a `|`, the bracket that closes what was
   * open before, one of the symbols, or the end.
   */
  recovering<T>(take: () => T, ...symbols: readonly string[]): T | undefined {
    if (!this.#errors) return take();
    const open = this.#open;
    try {
      return take();
    } catch (error) {
      if (!(error instanceof TraceQLError)) throw error;
      this.report(error);
      this.#skip(open, symbols);
      return undefined;
    }
  }

  /** Throws the error; where errors are gathered, keeps it, and the caller makes what it can all the same. */
  report(error: TraceQLError): void {
    // What could have stood at the end is known once something was missed there.
    if (this.current.type === "end") this.#wish = undefined;
    if (!this.#errors || this.#errors.length >= MAX_ERRORS) throw error;
    // At one place the first error says the most: the others come of it.
    if (!this.#errors.some(({ position }) => position?.offset === error.position?.offset)) this.#errors.push(error);
  }

  /** `expected` says what could have stood at the current token, `meant` what probably should have. */
  expected(expected: string, meant = ""): TraceQLError {
    return this.syntaxError(`expected ${expected}, found ${describe(this.current)}${meant && `: ${meant.trimEnd()}`}`);
  }

  syntaxError(problem: string, token: Token = this.current): TraceQLError {
    return this.#error("syntax", problem, token.offset);
  }

  /** The types of things never fit. */
  typeError(problem: string, token: Token = this.current): TraceQLError {
    return this.#error("type", problem, token.offset);
  }

  /** In front of the tokens, there is none yet to look at. */
  #report(kind: TraceQLErrorKind, problem: string, offset: number): void {
    if (!this.#errors) throw this.#error(kind, problem, offset);
    if (this.#errors.length < MAX_ERRORS) this.#errors.push(this.#error(kind, problem, offset));
  }

  #error(kind: TraceQLErrorKind, problem: string, offset: number): TraceQLError {
    return new TraceQLError(kind, problem, positionAt(this.#text, offset));
  }

  #tooDeep(): TraceQLError {
    return this.syntaxError(`the query is nested more than ${MAX_DEPTH} deep`);
  }

  /** Leaves out tokens until there is, with so many brackets open, one that may go on. */
  #skip(open: number, symbols: readonly string[] = []): void {
    for (; this.current.type !== "end"; this.next()) {
      const { type, text } = this.current;
      if (type === "symbol" && this.#open <= open && (text === "|" || CLOSING.has(text) || symbols.includes(text))) return;
    }
  }
}
