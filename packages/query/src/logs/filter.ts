import { type Comparison, comparison } from "./comparison.ts";
import type { Existence } from "./existence.ts";
import { Reader } from "./reader.ts";
import { type TextTerm, textTerm } from "./text-term.ts";

/** A filter of log records, as a tree of frozen nodes. No operands at all: every record. */
export type LogFilter =
  | TextTerm
  | Comparison
  | Existence
  | { readonly type: "not"; readonly operand: LogFilter }
  | { readonly type: "and" | "or"; readonly operands: readonly LogFilter[] };

/** Each becomes a piece of SQL, of which one statement can hold so many. */
const MAX_TERMS = 50;
const MAX_DEPTH = 20;

/**
 * Reads a log filter: words, "phrases", `key=value` (also `!= > >= < <= =~ !~`) and `key=*`, with spaces or `AND` between, all of which must hold; `OR`
 * between alternatives, which binds less; `NOT` or `-` in front of what must not hold; parentheses.
 * @throws LogFilterError that names what it did not understand, where, and what is accepted there.
 */
export function parseLogFilter(text: string): LogFilter {
  return new Parser(text).filter();
}

/** The filter that all of these hold. */
export function allOf(operands: readonly LogFilter[]): LogFilter {
  const flat = operands.flatMap((operand) => (operand.type === "and" ? operand.operands : operand));
  return flat.length === 1 ? (flat[0] as LogFilter) : Object.freeze({ type: "and", operands: Object.freeze(flat) });
}

class Parser {
  readonly #reader: Reader;
  #terms = 0;
  #depth = 0;

  constructor(text: string) {
    this.#reader = new Reader(text);
  }

  filter(): LogFilter {
    const reader = this.#reader;
    reader.skipSpace();
    if (reader.isAtEnd) return allOf([]);
    const filter = this.#either();
    if (!reader.isAtEnd) throw reader.error('")" without "(": to search for it as text, put it in quotes');
    return filter;
  }

  /** Alternatives, up to the end or a parenthesis that closes. */
  #either(): LogFilter {
    const operands = [this.#all()];
    while (this.#reader.takeKeyword("OR")) operands.push(this.#all("OR"));
    return operands.length === 1
      ? (operands[0] as LogFilter)
      : Object.freeze({ type: "or", operands: Object.freeze(operands.flatMap((each) => (each.type === "or" ? each.operands : each))) });
  }

  /** What must hold together, up to `OR`, a closing parenthesis, or the end. `after`: the word in front, which wants a term. */
  #all(after?: string): LogFilter {
    const reader = this.#reader;
    const operands: LogFilter[] = [];
    let wanting = after;
    for (;;) {
      reader.skipSpace();
      const start = reader.at;
      const ends = reader.isAtEnd || reader.text[start] === ")" || reader.takeKeyword("OR");
      reader.at = start;
      if (ends && (operands.length === 0 || wanting !== undefined)) throw this.#missing(wanting);
      if (ends) return allOf(operands);
      if (operands.length > 0 && wanting === undefined && reader.takeKeyword("AND")) {
        wanting = "AND";
        continue;
      }
      operands.push(this.#negatable());
      wanting = undefined;
    }
  }

  #missing(after: string | undefined): Error {
    const reader = this.#reader;
    if (after !== undefined) return reader.error(`expected a term after ${after}`);
    return reader.error(
      reader.isAtEnd || reader.text[reader.at] === ")"
        ? "expected a term in the parentheses"
        : `expected a term before ${reader.rest.slice(0, 2)}`,
    );
  }

  #negatable(): LogFilter {
    const reader = this.#reader;
    const isNot = reader.takeKeyword("NOT");
    if (!isNot && !(reader.text[reader.at] === "-" && /\S/.test(reader.text[reader.at + 1] ?? " ") && reader.takeSign("-")))
      return this.#positive();
    reader.skipSpace();
    if (reader.isAtEnd || reader.text[reader.at] === ")") throw reader.error(`expected a term after ${isNot ? "NOT" : "-"}`);
    const operand = this.#nested(() => (isNot ? this.#negatable() : this.#positive()));
    return Object.freeze({ type: "not", operand });
  }

  #positive(): LogFilter {
    const reader = this.#reader;
    const start = reader.at;
    if (!reader.takeSign("(")) return this.#term();
    const group = this.#nested(() => this.#either());
    if (!reader.takeSign(")")) throw reader.error('"(" without ")"', start);
    this.#mustEnd();
    return group;
  }

  #nested(read: () => LogFilter): LogFilter {
    if (++this.#depth > MAX_DEPTH) throw this.#reader.error(`nested too deeply: at most ${MAX_DEPTH} levels are accepted`);
    const filter = read();
    this.#depth--;
    return filter;
  }

  #term(): LogFilter {
    const reader = this.#reader;
    const { at } = reader;
    if (++this.#terms > MAX_TERMS) throw reader.error(`at most ${MAX_TERMS} terms are accepted`);
    for (const word of ["AND", "OR"])
      if (reader.takeKeyword(word)) throw reader.error(`expected a term before ${word}; to search for the word, put it in quotes`, at);
    const name = reader.takeName();
    if (name === undefined) throw reader.error(`nothing to compare in front of "${reader.rest}"`);
    const operator = reader.takeOperator();
    const term = operator === undefined ? textTerm(reader, name) : comparison(reader, name, operator);
    this.#mustEnd();
    return term;
  }

  #mustEnd(): void {
    const reader = this.#reader;
    if (reader.isAtEnd || /[\s)]/.test(reader.text[reader.at] ?? "")) return;
    throw reader.error(`expected a space before "${reader.rest}"; text with such signs in it goes in quotes`);
  }
}
