import { positionAt, TraceQLError } from "./error.ts";
import { tokenize } from "./lexer.ts";
import { describe, type Token } from "./token.ts";

/** How deep a tree may be, and parentheses nested: whatever walks over a tree may do so by recursion. */
export const MAX_DEPTH = 100;

/** Something that was taken, with the place where it begins and how it was written, for errors about it. */
export interface Taken<T> {
  readonly node: T;
  readonly at: Token;
  readonly text: string;
}

/** The tokens of one query, read from left to right, the nodes made of them, and the errors that point at them. */
export class Tokens {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #depths = new WeakMap<object, number>();
  #index = 0;
  #nesting = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  get current(): Token {
    // The last token is `end`, and nothing moves past it.
    return this.#tokens[this.#index] as Token;
  }

  /** The token before the current one. */
  get previous(): Token | undefined {
    return this.#tokens[this.#index - 1];
  }

  /** The token after the current one. */
  get following(): Token {
    return this.#tokens[this.#index + 1] ?? this.current;
  }

  next(): Token {
    const token = this.current;
    if (token.type !== "end") this.#index++;
    return token;
  }

  isSymbol(...texts: readonly string[]): boolean {
    return this.current.type === "symbol" && texts.includes(this.current.text);
  }

  isWord(...texts: readonly string[]): boolean {
    return this.current.type === "word" && texts.includes(this.current.text);
  }

  /** The first token from here on that opens no parenthesis. */
  get insideParentheses(): Token {
    let index = this.#index;
    while (this.#tokens[index]?.text === "(") index++;
    return this.#tokens[index] as Token;
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

  /** `expected` says what could have stood at the current token. */
  expected(expected: string): TraceQLError {
    return this.syntaxError(`expected ${expected}, found ${describe(this.current)}`);
  }

  /** The types of things never fit. */
  typeError(problem: string, token: Token = this.current): TraceQLError {
    return new TraceQLError("type", problem, positionAt(this.#text, token.offset));
  }

  syntaxError(problem: string, token: Token = this.current): TraceQLError {
    return new TraceQLError("syntax", problem, positionAt(this.#text, token.offset));
  }

  #tooDeep(): TraceQLError {
    return this.syntaxError(`the query is nested more than ${MAX_DEPTH} deep`);
  }
}
