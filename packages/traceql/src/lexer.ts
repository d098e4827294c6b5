import { parseDuration } from "@throughline/model";
import { positionAt, TraceQLError } from "./error.ts";
import type { AttributeScope } from "./field.ts";
import { unescape } from "./quote.ts";
import type { Token } from "./token.ts";

/** Longest first: the first that fits is taken. */
const SYMBOLS = "&>> &<< !>> !<< &> &< &~ !> !< !~ != && || >> << >= <= =~ = > < ~ ! | { } ( ) + - * / % ^ ,".split(" ");

const SCOPES: ReadonlySet<string> = new Set(["span", "resource", "event", "link", "instrumentation"]);

const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const WORD = /[A-Za-z_]\w*/y;
const SCOPED_INTRINSIC = /:[A-Za-z]\w*/y;
const SCOPE_OF_PARENT = /\.(?:span|resource)(?=\.)/y;
const KEY_PART = /[^\s"{}()=~!<>&|^,]+/y;
const DURATION = /(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h|d))+(?![\w.])/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;

/** The tokens of a query, the last of type `end`. @throws TraceQLError for text that is no token. */
export function tokenize(text: string): readonly Token[] {
  return new Lexer(text).tokens();
}

class Lexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tokens(): readonly Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.#take(SPACE);
      const token = this.#next();
      tokens.push(token);
      if (token.type === "end") return tokens;
    }
  }

  #next(): Token {
    const offset = this.#at;
    const first = this.#text[offset];
    if (first === undefined) return { type: "end", text: "", offset };
    if (first === '"' || first === "`") return this.#made(offset, { type: "string", value: this.#string() });
    if (/\d/.test(first) || (first === "." && /\d/.test(this.#text[offset + 1] ?? ""))) return this.#number(offset);
    if (first === ".") return this.#attribute(offset, "any", false);
    const word = this.#take(WORD);
    if (word !== undefined) return this.#word(offset, word);
    const symbol = SYMBOLS.find((candidate) => this.#text.startsWith(candidate, offset));
    if (symbol === undefined)
      throw this.#error(`unexpected character "${String.fromCodePoint(this.#text.codePointAt(offset) ?? 0)}"`, offset);
    this.#at += symbol.length;
    return { type: "symbol", text: symbol, offset };
  }

  #word(offset: number, word: string): Token {
    if (this.#text[this.#at] === ".") {
      if (word === "parent") return this.#attribute(offset, (this.#take(SCOPE_OF_PARENT)?.slice(1) ?? "any") as AttributeScope, true);
      if (SCOPES.has(word)) return this.#attribute(offset, word as AttributeScope, false);
      throw this.#error(`unknown scope "${word}": accepted are ${[...SCOPES].join("., ")}., parent. and "." for any`, offset);
    }
    const scoped = this.#take(SCOPED_INTRINSIC);
    return { type: "word", text: scoped === undefined ? word : word + scoped, offset };
  }

  /** After the scope: `.` and a name whose parts stand bare or in quotes. */
  #attribute(offset: number, scope: AttributeScope, ofParent: boolean): Token {
    this.#at++;
    let key = "";
    for (;;) {
      const part = this.#text[this.#at] === '"' ? this.#string() : this.#take(KEY_PART);
      if (part === undefined) break;
      key += part;
    }
    if (key === "") throw this.#error('expected the name of an attribute after "."', this.#at);
    return this.#made(offset, { type: "attribute", scope, key, ofParent });
  }

  #string(): string {
    const start = this.#at;
    const mark = this.#text[start];
    let value = "";
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] ?? "";
      if (character === mark) {
        this.#at++;
        return value;
      }
      if (character === "\\" && mark === '"') {
        const escape = unescape(this.#text.slice(this.#at + 1, this.#at + 10));
        if (!escape)
          throw this.#error(
            `unknown escape "\\${this.#text[this.#at + 1] ?? ""}" (write "\\\\" for a backslash, or put the text in backquotes)`,
            this.#at,
          );
        value += escape.value;
        this.#at += escape.length;
      } else value += character;
    }
    throw this.#error("string without an end", start);
  }

  #number(offset: number): Token {
    const duration = this.#take(DURATION);
    if (duration !== undefined) return this.#made(offset, { type: "duration", value: parseDuration(duration.replaceAll("μ", "µ")) ?? 0n });
    const number = this.#take(NUMBER) ?? "";
    if (/[\w.]/.test(this.#text[this.#at] ?? "")) {
      throw this.#error(`"${number}${this.#text[this.#at]}…" is neither a number nor a duration such as 100ms`, offset);
    }
    if (/^\d+$/.test(number)) return this.#made(offset, { type: "int", value: BigInt(number) });
    return this.#made(offset, { type: "float", value: Number(number) });
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #made<T>(offset: number, token: T): T & { text: string; offset: number } {
    return { ...token, text: this.#text.slice(offset, this.#at), offset };
  }

  #error(problem: string, offset: number): TraceQLError {
    return new TraceQLError("syntax", problem, positionAt(this.#text, offset));
  }
}
