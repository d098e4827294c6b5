import { parseDuration } from "@throughline/model";
import type { AttributeScope } from "./field.ts";
import { suggestion } from "./nearest.ts";
import { unescape } from "./quote.ts";
import { inQuotes, type Token } from "./token.ts";

/** Longest first: the first that fits is taken. */
const SYMBOLS = "&>> &<< !>> !<< &> &< &~ !> !< !~ != && || >> << >= <= =~ = > < ~ ! | { } ( ) + - * / % ^ ,".split(" ");

/** Scopes of attributes, each before a `.`; `parent` before one of another scope, or of any. */
export const SCOPES: ReadonlySet<string> = new Set(["span", "resource", "event", "link", "instrumentation", "parent"]);

const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const WORD = /[A-Za-z_]\w*/y;
const SCOPED_INTRINSIC = /:[A-Za-z]\w*/y;
const SCOPE_OF_PARENT = /\.(?:span|resource)(?=\.)/y;
/** As much of a name without a scope as an error shows. */
const BARE_NAME = /[\w.-]{1,40}/y;
const KEY_PART = /[^\s"{}()=~!<>&|^,]+/y;
const DURATION = /(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h|d))+(?![\w.])/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
/** What is left of something that began like a number. */
const REST_OF_NUMBER = /[\w.]+/y;
/** Characters that begin no token. */
const UNKNOWN = /[^\s\w.{}()=~!<>&|^,+\-*/%"`]+/y;

/** Takes what is wrong and where, and throws it unless errors are gathered: then the lexer goes on as well as it can. */
export type Report = (problem: string, offset: number) => void;

/** The tokens of a query, the last of type `end`. */
export function tokenize(text: string, report: Report): readonly Token[] {
  return new Lexer(text, report).tokens();
}

class Lexer {
  readonly #text: string;
  readonly #report: Report;
  #at = 0;

  constructor(text: string, report: Report) {
    this.#text = text;
    this.#report = report;
  }

  tokens(): readonly Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.#take(SPACE);
      const token = this.#next();
      if (token) tokens.push(token);
      if (token?.type === "end") return tokens;
    }
  }

  /** `undefined`: what stands here is no token. */
  #next(): Token | undefined {
    const offset = this.#at;
    const first = this.#text[offset];
    if (first === undefined) return { type: "end", text: "", offset };
    if (first === '"' || first === "`") return this.#made(offset, { type: "string", value: this.#string() });
    if (/\d/.test(first) || (first === "." && /\d/.test(this.#text[offset + 1] ?? ""))) return this.#number(offset);
    if (first === ".") return this.#attribute(offset, "any", false);
    const word = this.#take(WORD);
    if (word !== undefined) return this.#word(offset, word);
    if (this.#text.startsWith("/*", offset)) return this.#failed("comment without an end", offset, this.#text.length);
    const symbol = SYMBOLS.find((candidate) => this.#text.startsWith(candidate, offset));
    if (symbol === undefined) {
      const unknown = this.#take(UNKNOWN) ?? first;
      return this.#failed(`unexpected character "${String.fromCodePoint(unknown.codePointAt(0) ?? 0)}"`, offset, offset + unknown.length);
    }
    this.#at += symbol.length;
    return { type: "symbol", text: symbol, offset };
  }

  #word(offset: number, word: string): Token {
    if (this.#text[this.#at] === ".") {
      if (!SCOPES.has(word)) {
        const meant = suggestion(word, SCOPES).replace('"?', '."?');
        BARE_NAME.lastIndex = offset;
        const [bare = word] = BARE_NAME.exec(this.#text) ?? [];
        this.#report(`unknown scope "${word}": ${meant}accepted are ${[...SCOPES].join("., ")}. and "." for any, as in ".${bare}"`, offset);
      }
      if (word !== "parent") return this.#attribute(offset, SCOPES.has(word) ? (word as AttributeScope) : "any", false);
      return this.#attribute(offset, (this.#take(SCOPE_OF_PARENT)?.slice(1) ?? "any") as AttributeScope, true);
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
    if (key === "") this.#report('expected the name of an attribute after "."', this.#at);
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
      if (character === "\\" && mark === '"') value += this.#escape();
      else value += character;
    }
    this.#report("string without an end", start);
    return value;
  }

  /** Stays on the last character of the escape. */
  #escape(): string {
    const escape = unescape(this.#text.slice(this.#at + 1, this.#at + 10));
    if (escape) {
      this.#at += escape.length;
      return escape.value;
    }
    this.#report(
      `unknown escape "\\${this.#text[this.#at + 1] ?? ""}" (write "\\\\" for a backslash, or put the text in backquotes)`,
      this.#at,
    );
    return "\\";
  }

  #number(offset: number): Token {
    const duration = this.#take(DURATION);
    if (duration !== undefined) return this.#made(offset, { type: "duration", value: parseDuration(duration.replaceAll("μ", "µ")) ?? 0n });
    const number = this.#take(NUMBER) ?? "";
    if (this.#take(REST_OF_NUMBER) !== undefined) {
      this.#report(`${inQuotes(this.#text.slice(offset, this.#at))} is neither a number nor a duration such as 100ms`, offset);
      return this.#made(offset, { type: "int", value: 0n });
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

  #failed(problem: string, offset: number, end: number): undefined {
    this.#report(problem, offset);
    this.#at = end;
    return undefined;
  }
}
