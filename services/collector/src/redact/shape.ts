import { type Field, isMessage, type MessageName, MESSAGES } from "@throughline/otlp";

/** What redaction sees in a field. `plain` holds no text, `index` is of a text in a dictionary. */
export type ShapeField =
  | { readonly kind: "plain" | "text" | "tableText" | "bytes" | "opaque" | "integer" | "index" }
  | { readonly kind: "message" | "attribute"; readonly shape: Shape };

/** A message as redaction walks it: by field number. */
export type Shape = readonly (ShapeField | undefined)[];

const SHAPES = new Map<MessageName, Shape>();

/** Fields that are not what their types say. */
const KINDS: Readonly<Record<string, Exclude<ShapeField, { readonly shape: Shape }>["kind"]>> = {
  "ProfilesDictionary.stringTable": "tableText",
  "Profile.originalPayload": "opaque", // in a format that is not read here
  "AnyValue.bytesValue": "bytes",
  "AnyValue.intValue": "integer",
  "AnyValue.stringValueStrindex": "index",
};

export function shapeOf(name: MessageName): Shape {
  const known = SHAPES.get(name);
  if (known) return known;
  const shape: (ShapeField | undefined)[] = [];
  SHAPES.set(name, shape); // before its fields: AnyValue holds itself
  for (const field of MESSAGES[name]) shape[field.number] = fieldOf(name, field);
  return shape;
}

function fieldOf(message: MessageName, { name, type }: Field): ShapeField {
  if (isMessage(type)) return { kind: type === "KeyValue" || type === "KeyValueAndUnit" ? "attribute" : "message", shape: shapeOf(type) };
  return { kind: KINDS[`${message}.${name}`] ?? (type === "string" ? "text" : "plain") };
}
