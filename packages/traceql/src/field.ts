import { suggestion } from "./nearest.ts";
import { quote } from "./quote.ts";
import { inQuotes } from "./token.ts";
import type { Tokens } from "./tokens.ts";

/** What a span says of itself without attributes, and of which type it is. `id`: lowercase hex. */
export const INTRINSICS = {
  name: "string",
  status: "status",
  statusMessage: "string",
  kind: "kind",
  duration: "duration",
  childCount: "int",
  rootName: "string",
  rootServiceName: "string",
  traceDuration: "duration",
  "trace:id": "id",
  "span:id": "id",
  "span:parentID": "id",
  nestedSetLeft: "int",
  nestedSetRight: "int",
  nestedSetParent: "int",
  parent: "id",
  "event:name": "string",
  "event:timeSinceStart": "duration",
  "link:traceID": "id",
  "link:spanID": "id",
  "instrumentation:name": "string",
  "instrumentation:version": "string",
} as const;

export type IntrinsicName = keyof typeof INTRINSICS;

/** Where an attribute is looked for; `any`: on the span, the resource, an event, a link, the instrumentation, the first that has it. */
export type AttributeScope = "any" | "span" | "resource" | "event" | "link" | "instrumentation";

/** What a span has. `ofParent`: it is the parent of the span that must have it. */
export type Field =
  | { readonly type: "intrinsic"; readonly name: IntrinsicName }
  | { readonly type: "attribute"; readonly scope: AttributeScope; readonly key: string; readonly ofParent: boolean };

/** Names that mean the same as one of the intrinsics. */
const OTHER_NAMES: Readonly<Record<string, IntrinsicName>> = {
  "span:name": "name",
  "span:status": "status",
  "span:statusMessage": "statusMessage",
  "span:kind": "kind",
  "span:duration": "duration",
  "span:childCount": "childCount",
  "trace:duration": "traceDuration",
  "trace:rootName": "rootName",
  "trace:rootService": "rootServiceName",
};

/** All names of intrinsics. */
export const INTRINSIC_WORDS: readonly string[] = [...Object.keys(INTRINSICS), ...Object.keys(OTHER_NAMES)];

/** Whether the word names an intrinsic. */
export function isIntrinsic(word: string): boolean {
  return Object.hasOwn(INTRINSICS, word) || Object.hasOwn(OTHER_NAMES, word);
}

/** Takes a field if one is next. @throws TraceQLError for a name that nobody knows. */
export function takeField(tokens: Tokens): Field | undefined {
  const token = tokens.current;
  if (token.type === "attribute") {
    tokens.next();
    return Object.freeze({ type: "attribute", scope: token.scope, key: token.key, ofParent: token.ofParent });
  }
  if (token.type !== "word") return undefined;
  if (!isIntrinsic(token.text)) {
    tokens.report(tokens.syntaxError(unknown(token.text)));
    tokens.next();
    return Object.freeze({ type: "attribute", scope: "any", key: token.text, ofParent: false });
  }
  tokens.next();
  return Object.freeze({ type: "intrinsic", name: OTHER_NAMES[token.text] ?? (token.text as IntrinsicName) });
}

function unknown(name: string): string {
  const names = Object.keys(INTRINSICS);
  const meant = suggestion(name, INTRINSIC_WORDS);
  const asAttribute = name.includes(":") ? "" : `; an attribute is written span.${name}, resource.${name} or .${name}`;
  return `unknown name ${inQuotes(name)}: ${meant}accepted are ${names.join(", ")}${asAttribute}`;
}

/** Takes a field. @throws TraceQLError where none stands. */
export function expectField(tokens: Tokens): Field {
  tokens.wish("field");
  const field = takeField(tokens);
  if (!field) throw tokens.expected("a field such as name, duration or span.http.route");
  return field;
}

const BARE_KEY = /^[A-Za-z_][\w./:@-]*$/;
/** Behind `parent.`, a key that begins so would be read as a scope. */
const SCOPE_OF_PARENT = /^(?:span|resource)\./;

/** The field as the language writes it. */
export function printField(field: Field): string {
  if (field.type === "intrinsic") return field.name;
  const { scope, key, ofParent } = field;
  const isBare = BARE_KEY.test(key) && !(ofParent && scope === "any" && SCOPE_OF_PARENT.test(key));
  return `${ofParent ? "parent" : ""}${scope === "any" ? "" : `${ofParent ? "." : ""}${scope}`}.${isBare ? key : quote(key)}`;
}
