import { isSecretName, type SecretNames } from "@throughline/model";
import { wildcard } from "./wildcard.ts";

/** What is taken out under a key; of several answers the highest counts. */
export const ANSWER = {
  nothing: 0,
  /** Texts: how many tokens were used is no secret. */
  notNumbers: 1,
  /** Texts and numbers. */
  notFlags: 2,
  all: 3,
} as const;

/** One rule by key: one of ANSWER for a key as it came. */
export type KeyRule = (key: string) => number;

const SECRET_NAMES = "@secret-names";
/** Not `pass`. */
const PLURAL = /[^s]s$/i;

/**
 * Reads one rule: a key in any case, `*` for any characters; or `@secret-names`, what the SDK's logger takes for a secret.
 * @throws Error that says what is accepted.
 */
export function parseKeyRule(text: string): KeyRule {
  if (text.startsWith("@")) {
    if (text !== SECRET_NAMES) throw new Error(`expected a key, or ${SECRET_NAMES}`);
    const names: SecretNames = { also: new Set(), except: new Set(), known: new Map() };
    return (key) => {
      if (!isSecretName(key, names)) return ANSWER.nothing;
      return PLURAL.test(key) ? ANSWER.notNumbers : ANSWER.notFlags;
    };
  }
  if (/^\*+$/.test(text)) throw new Error("it would match every key, the name of the service too");
  const matches = wildcard(text.toLowerCase());
  return (key) => (matches(key.toLowerCase()) ? ANSWER.all : ANSWER.nothing);
}

/** All rules by key. */
export class KeyRules {
  readonly #rules: readonly KeyRule[];

  constructor(rules: readonly KeyRule[]) {
    this.#rules = rules;
  }

  /** One of ANSWER. */
  answer(key: string): number {
    return Math.max(ANSWER.nothing, ...this.#rules.map((rule) => rule(key)));
  }
}
