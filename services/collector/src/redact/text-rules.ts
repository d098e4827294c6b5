import { REDACTED } from "./redacted.ts";
import type { TextPattern } from "./text-pattern.ts";

/** Characters of one text that are looked at: a pattern that is slow takes its time for no more than these. */
export const MAX_TEXT = 65_536;

/** Characters before the cut that are not kept: what began there and was cut may not be known for what it is. */
const MARGIN = 1_024;

/** All rules by pattern. */
export class TextRules {
  readonly #patterns: readonly TextPattern[];

  constructor(patterns: readonly TextPattern[]) {
    this.#patterns = patterns;
  }

  /** The text without what the patterns find, one after another. What nobody looks at is taken out, too. */
  redact(text: string): string {
    if (text.length <= MAX_TEXT) return this.#apply(text);
    const redacted = this.#apply(text.slice(0, MAX_TEXT));
    return redacted.slice(0, Math.max(0, redacted.length - MARGIN)) + REDACTED;
  }

  #apply(text: string): string {
    let redacted = text;
    for (const pattern of this.#patterns) redacted = pattern.redact(redacted);
    return redacted;
  }
}
