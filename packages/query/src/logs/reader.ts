import { LogFilterError } from "./error.ts";
import { LOG_OPERATORS, type LogOperator } from "./operator.ts";

const SPACE = /\s*/y;
const QUOTED = /"((?:[^"\\]|\\[^])*)"/y;
const OPERATOR = new RegExp(`\\s*(${LOG_OPERATORS.join("|")})\\s*`, "y");
/** What follows an operator may hold further signs, as an address does. */
const VALUE = /[^\s"()]+/y;
/** A sign of negation is part of a word, `done!`, unless it begins an operator. */
const BARE = /(?:[^\s"=<>!()]|!(?![=~]))+/y;

/** Text as it was written, and whether that was in quotes. */
export interface Written {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly offset: number;
}

/** Walks the text of a filter from left to right. */
export class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  skipSpace(): void {
    this.#take(SPACE);
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether the sign is next; if so, it is taken. */
  takeSign(sign: string): boolean {
    const isNext = this.text.startsWith(sign, this.at);
    if (isNext) this.at += sign.length;
    return isNext;
  }

  /** Whether the word is next, in capitals, and ends there; if so, it is taken. */
  takeKeyword(word: string): boolean {
    const after = this.text[this.at + word.length] ?? " ";
    return /[\s()]/.test(after) && this.takeSign(word);
  }

  takeOperator(): LogOperator | undefined {
    return this.#take(OPERATOR)?.[1] as LogOperator | undefined;
  }

  /** What may stand in front of an operator, or alone. */
  takeName(): Written | undefined {
    return this.#takeWritten(BARE);
  }

  takeValue(): Written | undefined {
    return this.#takeWritten(VALUE);
  }

  #takeWritten(bare: RegExp): Written | undefined {
    const offset = this.at;
    const quoted = this.#take(QUOTED);
    // In quotes, a backslash takes its meaning from the next character.
    if (quoted) return { text: (quoted[1] ?? "").replaceAll(/\\([^])/g, "$1"), isQuoted: true, offset };
    if (this.text[this.at] === '"') throw this.error("text in quotes without an end");
    const text = this.#take(bare)?.[0];
    return text === undefined ? undefined : { text, isQuoted: false, offset };
  }

  /** What stands there, shortened, for a message. */
  get rest(): string {
    return this.text.length - this.at > 20 ? `${this.text.slice(this.at, this.at + 20)}…` : this.text.slice(this.at);
  }

  error(problem: string, offset: number = this.at): LogFilterError {
    return new LogFilterError(problem, offset);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }
}
