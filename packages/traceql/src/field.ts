import { quote } from "./quote.ts";
import type { AttributeScope } from "./token.ts";
import type { Tokens } from "./tokens.ts";

/** What a span says of itself without attributes, and of which type it is. `id`: lowercase hex. */
export const INTRINSICS = {
  name: "string",
  status: "status",
  statusMessage: "string",
  kind: "kind",
  duration: "duration",
  "trace:id": "id",
  "span:id": "id",
} as const;

export type IntrinsicName = keyof typeof INTRINSICS;

/** What is compared. An attribute of scope `any` is looked for on the span and, if it is not there, on the resource. */
export type Field =
  | { readonly type: "intrinsic"; readonly name: IntrinsicName }
  | { readonly type: "attribute"; readonly scope: "any" | "span" | "resource"; readonly key: string };

const OTHER_NAMES: Readonly<Record<string, IntrinsicName>> = {
  "span:name": "name",
  "span:status": "status",
  "span:statusMessage": "statusMessage",
  "span:kind": "kind",
  "span:duration": "duration",
};

const NOT_YET: ReadonlySet<string> = new Set(
  [
    "rootName rootServiceName traceDuration childCount parent nestedSetLeft nestedSetRight nestedSetParent",
    "trace:duration trace:rootName trace:rootService span:childCount span:parentID",
    "event:name event:timeSinceStart link:traceID link:spanID instrumentation:name instrumentation:version",
  ].flatMap((names) => names.split(" ")),
);

const HERE: ReadonlySet<AttributeScope> = new Set<AttributeScope>(["any", "span", "resource"]);

/** Takes a field if one is next. @throws TraceQLError for one that TraceQL knows and we do not, or that nobody knows. */
export function takeField(tokens: Tokens): Field | undefined {
  const token = tokens.current;
  if (token.type === "attribute") {
    if (!HERE.has(token.scope)) throw tokens.unsupported(`the scope "${token.scope}."`);
    tokens.next();
    return Object.freeze({ type: "attribute", scope: token.scope as "any" | "span" | "resource", key: token.key });
  }
  if (token.type !== "word") return undefined;
  const name = OTHER_NAMES[token.text] ?? token.text;
  if (NOT_YET.has(name)) throw tokens.unsupported(`the intrinsic "${name}"`);
  if (!Object.hasOwn(INTRINSICS, name)) {
    throw tokens.syntaxError(
      `unknown name "${token.text}": accepted are ${Object.keys(INTRINSICS).join(", ")}; an attribute is written span.${token.text}, resource.${token.text} or .${token.text}`,
    );
  }
  tokens.next();
  return Object.freeze({ type: "intrinsic", name: name as IntrinsicName });
}

const BARE_KEY = /^[A-Za-z_][\w./:@-]*$/;

/** The field as the language writes it. */
export function printField(field: Field): string {
  if (field.type === "intrinsic") return field.name;
  return `${field.scope === "any" ? "" : field.scope}.${BARE_KEY.test(field.key) ? field.key : quote(field.key)}`;
}
