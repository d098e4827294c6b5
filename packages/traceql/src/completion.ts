import { COMPARISON_OPERATORS } from "./comparison.ts";
import { type AttributeScope, type Field, INTRINSIC_WORDS, INTRINSICS, takeField } from "./field.ts";
import { SCOPES, tokenize } from "./lexer.ts";
import { KINDS, STATUSES } from "./literal.ts";
import { takeWhatCanBe } from "./query.ts";
import type { Token } from "./token.ts";
import { Tokens } from "./tokens.ts";

/** What can stand somewhere: a text of the language, or something that only the stored data can name. */
export type Completion =
  | { readonly kind: "operator" | "keyword" | "intrinsic" | "scope" | "value"; readonly text: string }
  | { readonly kind: "attribute"; readonly scope: AttributeScope; readonly ofParent: boolean }
  | { readonly kind: "value-of"; readonly field: Field };

export interface Completions {
  /** Where what is being written begins: what is chosen replaces the text from here to the offset. */
  readonly from: number;
  /** All that can stand there, whatever of it has been written. */
  readonly items: readonly Completion[];
}

/** What can stand at an offset of a text, be the query complete or not. What follows the offset does not count. */
export function completionsAt(text: string, offset: number): Completions {
  const before = text.slice(0, offset);
  const tokens = tokenize(before, () => {});
  const last = tokens.at(-2);
  const written = last && isBeingWritten(last, before) ? last : undefined;
  if (written?.type === "attribute") {
    const { scope, ofParent } = written;
    return { from: keyOf(written), items: [{ kind: "attribute", scope, ofParent }] };
  }
  const from = written?.offset ?? offset;
  return { from, items: completionsBehind(before.slice(0, from)) };
}

/** Whether the last token goes on at the end of the text. */
function isBeingWritten({ type, text, offset }: Token, before: string): boolean {
  if (offset + text.length !== before.length) return false;
  if (type === "string") return text.length === 1 || text.at(-1) !== text[0];
  return type === "word" || type === "attribute";
}

/** Where the key begins behind its scope. */
function keyOf({ scope, ofParent, offset }: Extract<Token, { type: "attribute" }>): number {
  const scopes = [...(ofParent ? ["parent"] : []), ...(scope === "any" ? [] : [scope])];
  return offset + scopes.join(".").length + 1;
}

/** What can follow a text that ends between two tokens. */
function completionsBehind(text: string): readonly Completion[] {
  const items = new Map<string, Completion>();
  const add = (completion: Completion) => items.set(JSON.stringify(completion), completion);
  const tokens = new Tokens(text, {
    errors: [],
    wish: (kind, texts) => {
      if (kind === "operand") for (const completion of operands(text)) add(completion);
      else if (kind === "field") for (const completion of FIELDS) add(completion);
      else for (const word of texts) add({ kind: KIND_OF_WISH[kind], text: word });
    },
  });
  takeWhatCanBe(tokens);
  return [...items.values()];
}

const KIND_OF_WISH = { symbol: "operator", word: "keyword", value: "value" } as const;

const FIELDS: readonly Completion[] = [
  ...INTRINSIC_WORDS.map((text) => ({ kind: "intrinsic", text }) as const),
  ...[...SCOPES, ""].map((scope) => ({ kind: "scope", text: `${scope}.` }) as const),
];

const COMPARISONS: ReadonlySet<string> = new Set(COMPARISON_OPERATORS);

/** Behind a comparison of a field its values come first. */
function operands(text: string): readonly Completion[] {
  const [left, operator] = tokenize(text, () => {}).slice(-3, -1);
  const isField = left?.type === "attribute" || (left?.type === "word" && INTRINSIC_WORDS.includes(left.text));
  const field = isField && operator && COMPARISONS.has(operator.text) ? takeField(new Tokens(left.text)) : undefined;
  return [...(field ? valuesOf(field) : values("true", "false")), ...FIELDS];
}

function valuesOf(field: Field): readonly Completion[] {
  if (field.type === "attribute") return [{ kind: "value-of", field }, ...values("true", "false", "nil")];
  const type = INTRINSICS[field.name];
  if (type === "status") return values(...STATUSES, "nil");
  if (type === "kind") return values(...KINDS, "nil");
  return [...(type === "string" ? [{ kind: "value-of", field } as const] : []), ...values("nil")];
}

function values(...texts: readonly string[]): readonly Completion[] {
  return texts.map((text) => ({ kind: "value", text }));
}
