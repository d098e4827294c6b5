import type { Settings } from "@throughline/pipeline";
import { KeyRules, parseKeyRule } from "./key-rules.ts";
import { parsePatterns } from "./text-pattern.ts";
import { TextRules } from "./text-rules.ts";

/** What is taken out of requests before they touch the disk; there is one of the two at least. */
export interface RedactionRules {
  /** Values of attributes, by their keys. */
  readonly keys: KeyRules | undefined;
  /** Parts of any text. */
  readonly texts: TextRules | undefined;
}

/**
 * Undefined if there are none.
 * @throws StartError naming the rule that cannot be used.
 */
export function redactionRules(settings: Settings): RedactionRules | undefined {
  const keys = settings.each("THROUGHLINE_REDACT_KEYS", ",", parseKeyRule);
  const patterns = settings.each("THROUGHLINE_REDACT_PATTERNS", "\n", parsePatterns).flat();
  if (keys.length === 0 && patterns.length === 0) return undefined;
  return {
    keys: keys.length > 0 ? new KeyRules(keys) : undefined,
    texts: patterns.length > 0 ? new TextRules(patterns) : undefined,
  };
}
