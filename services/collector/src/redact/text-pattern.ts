import { BUILT_IN_PATTERNS, type BuiltInPattern } from "./built-in-patterns.ts";
import { REDACTED } from "./redacted.ts";

/** One pattern: what it finds in a text is taken out. */
export class TextPattern {
  /** Finds whether there is anything at all: most texts hold nothing. */
  readonly #any: RegExp;
  readonly #all: RegExp;
  readonly #needs: string;
  readonly #holds: BuiltInPattern["holds"];

  constructor({ source, flags = "", needs = "", holds }: BuiltInPattern) {
    this.#any = new RegExp(source, flags);
    // Where a group stands in the text is worth its cost only if one is asked for.
    this.#all = new RegExp(source, `${flags}g${source.includes("(?<secret>") ? "d" : ""}`);
    this.#needs = needs;
    this.#holds = holds;
  }

  /** The text without what the pattern finds, or of it without the group `secret` where there is one. */
  redact(text: string): string {
    if (!text.includes(this.#needs) || !this.#any.test(text)) return text;
    let redacted = "";
    let copied = 0;
    for (const match of text.matchAll(this.#all)) {
      const [start, stop] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
      if (stop === start || this.#holds?.(text.slice(start, stop)) === false) continue;
      redacted += text.slice(copied, start) + REDACTED;
      copied = stop;
    }
    return copied === 0 ? text : redacted + text.slice(copied);
  }
}

/** `@NAME`, several of them with commas between. */
const NAMES = /^@[\w-]+(?:\s*,\s*@[\w-]+)*$/;
/** A regular expression with its flags. */
const WITH_FLAGS = /^\/(.+)\/([a-z]*)$/s;

/**
 * Reads one line: a regular expression, `/…/flags`, or names of built-in ones.
 * @throws Error that says what is accepted.
 */
export function parsePatterns(line: string): TextPattern[] {
  if (NAMES.test(line)) return line.split(",").map((name) => builtIn(name.trim().slice(1)));
  const [, source = line, flags = ""] = WITH_FLAGS.exec(line) ?? [];
  if (!/^[imsuv]*$/.test(flags)) throw new Error("accepted flags are i, m, s, u and v");
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, flags);
  } catch (error) {
    throw new Error(`no regular expression: ${(error as Error).message.replace(/^.*: /s, "")}`, { cause: error });
  }
  if (pattern.test("")) throw new Error("it matches an empty text: it would be found everywhere");
  return [new TextPattern({ source, flags })];
}

function builtIn(name: string): TextPattern {
  const pattern = Object.hasOwn(BUILT_IN_PATTERNS, name) ? BUILT_IN_PATTERNS[name] : undefined;
  if (!pattern) {
    const names = Object.keys(BUILT_IN_PATTERNS).map((known) => `@${known}`);
    throw new Error(`there is no built-in pattern @${name}, accepted are ${names.join(", ")}; a regular expression is written /@${name}/`);
  }
  return new TextPattern(pattern);
}
