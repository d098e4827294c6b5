import { isCorrelationId } from "@throughline/model";

/** What somebody looks for, told by the text alone. */
export type Interpretation =
  | { readonly type: "everything" }
  | { readonly type: "traceql"; readonly q: string }
  /** One token: only the server can say whether it is the ID of something. `isPlain`: it looks like a word rather than an ID. */
  | { readonly type: "token"; readonly id: string; readonly isPlain: boolean }
  | { readonly type: "words"; readonly text: string };

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEX = /^(?=.*\d)[\da-f]{16,}$/i;
const ULID = /^[0-7][\dA-HJKMNP-TV-Z]{25}$/;
const AMAZON = /^(?:Root|Self)=1-/;

/** Reads what was typed into the box that finds. */
export function interpret(typed: string): Interpretation {
  const text = typed.trim();
  if (text === "") return { type: "everything" };
  if (/^[{(]/.test(text)) return { type: "traceql", q: text };
  if (!isCorrelationId(text)) return { type: "words", text };
  return { type: "token", id: text, isPlain: ![UUID, HEX, ULID, AMAZON].some((form) => form.test(text)) };
}
