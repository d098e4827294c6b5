import type { AttributeList, AttributeValueList } from "@throughline/api";
import type { Completion, Completions, Field } from "@throughline/traceql";

/** Something that can be put into the box. */
export interface Suggestion {
  readonly text: string;
  /** What kind of thing it is, for people. */
  readonly about: string;
  /** Replaces the text from there to the caret. */
  readonly insert: string;
  readonly from: number;
  /** It is a whole search: taking it asks it. */
  readonly isWhole: boolean;
}

/** Text and caret once a suggestion was taken. */
export function taken(text: string, caret: number, { insert, from }: Suggestion): { readonly text: string; readonly caret: number } {
  const behind = text.slice(caret);
  const put = insert.endsWith(" ") && behind.startsWith(" ") ? insert.slice(0, -1) : insert;
  return { text: text.slice(0, from) + put + behind, caret: from + put.length };
}

const ABOUT = { operator: "operator", keyword: "function", intrinsic: "field", scope: "scope", value: "value" } as const;
/** What comes first where nothing was written yet. */
const RANKS = { value: 0, scope: 1, intrinsic: 2, operator: 3, keyword: 4 } as const;
const [FIRST_RANK, LAST_RANK] = [-1, 9];
const LAST: ReadonlySet<string> = new Set(["nil", "true", "false"]);

/** What joins conditions, or ends them. */
const JOINING: ReadonlySet<string> = new Set(["&&", "||", "}"]);
const COMPARED = /[=<>~]\s*(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[\w.]+)\s*$/;

/** What the language itself can go on with, of what begins as it is written. Behind a comparison that is whole, another follows. */
export function ofLanguage({ items, from }: Completions, text: string, written: string): readonly Suggestion[] {
  const isCompared = COMPARED.test(text.slice(0, from));
  const rankOf = ({ kind, text: word }: Extract<Completion, { readonly text: string }>): number =>
    LAST.has(word) ? LAST_RANK : isCompared && JOINING.has(word) ? FIRST_RANK : RANKS[kind];
  return items
    .filter((item) => "text" in item)
    .filter((item) => begins(item.text, written) && item.text !== written)
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map(({ kind, text: word }) => ({
      text: word,
      about: LAST.has(word) ? "constant" : ABOUT[kind],
      insert: kind === "scope" ? word : kind === "keyword" ? `${word}(` : `${word} `,
      from,
      isWhole: false,
    }));
}

/** Which attributes the stored data may name here: by scope, and what their keys begin with. `prefix` is put in front of a key. */
export interface AttributesWanted {
  readonly scope: string | undefined;
  readonly begins: string;
}

/** Undefined: no attribute stands here. Where any field may stand, a beginning of two letters is enough to look for attributes of that name. */
export function attributesWanted({ items }: Completions, written: string): AttributesWanted | undefined {
  const attribute = items.find((item) => item.kind === "attribute");
  if (attribute) return { scope: attribute.scope === "any" ? undefined : attribute.scope, begins: unquoted(written) };
  return items.some(({ kind }) => kind === "scope") && /^[A-Za-z][\w.-]+$/.test(written)
    ? { scope: undefined, begins: written }
    : undefined;
}

const BARE_KEY = /^[A-Za-z_][\w./:@-]*$/;

/** Attributes that are stored. Where the scope has not been written, it is put in front. */
export function ofAttributes({ items, from }: Completions, { attributes }: AttributeList, written: string): readonly Suggestion[] {
  const asked = items.find((item) => item.kind === "attribute");
  const seen = new Set<string>();
  return attributes.flatMap(({ scope, key }) => {
    if (scope === "intrinsic" || scope === "log" || !begins(key, unquoted(written))) return [];
    const name = BARE_KEY.test(key) ? key : JSON.stringify(key);
    const text = asked ? name : `${scope}.${name}`;
    if (seen.has(text) || text === written) return [];
    seen.add(text);
    return [{ text, about: `${scope} attribute`, insert: `${text} `, from, isWhole: false }];
  });
}

/** Whose values can stand here; undefined: no stored ones. */
export function valuesWanted({ items }: Completions): { readonly key: string; readonly scope: string | undefined } | undefined {
  const field = items.find((item) => item.kind === "value-of")?.field;
  if (!field) return undefined;
  return field.type === "intrinsic" ? { key: field.name, scope: "intrinsic" } : { key: field.key, scope: scopeOf(field) };
}

function scopeOf({ scope }: Extract<Field, { readonly type: "attribute" }>): string | undefined {
  return scope === "any" ? undefined : scope;
}

/** Values that are stored, as the language writes them. */
export function ofValues({ from }: Completions, { values }: AttributeValueList, written: string): readonly Suggestion[] {
  return values
    .filter(({ value }) => begins(value, unquoted(written)))
    .map(({ value, type }) => (type === "string" ? JSON.stringify(value) : value))
    .filter((text) => text !== written)
    .map((text) => ({ text, about: "value", insert: `${text} `, from, isWhole: false }));
}

/** Whole searches that have what was typed in them, without that very one. */
export function ofSearches(searches: readonly string[], typed: string, about: string): readonly Suggestion[] {
  return searches
    .filter((search) => search !== typed.trim() && search.toLowerCase().includes(typed.trim().toLowerCase()))
    .map((search) => ({ text: search, about, insert: search, from: 0, isWhole: true }));
}

/** What has been written of a text in quotes, without them. */
export function unquoted(written: string): string {
  return written.replace(/^["`]/, "").replaceAll(/\\(.)/g, "$1");
}

function begins(text: string, written: string): boolean {
  return text.toLowerCase().startsWith(written.toLowerCase());
}
