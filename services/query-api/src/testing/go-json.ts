/**
 * Decodes JSON as Go does, whose types the clients of the compatibility APIs declare: what does not fit a type is an error, as it is there.
 * `encoding/json` ignores fields that a struct does not have; `jsonpb` refuses them, and takes 64-bit integers as text.
 */
export type GoType =
  | "string"
  | "bool"
  | "int"
  | "int64"
  | "float64"
  | "uint32"
  | "uint64"
  | "any"
  | { readonly list: GoType }
  | { readonly map: GoType }
  | { readonly struct: Readonly<Record<string, GoType>> };

type Decoder = "encoding/json" | "jsonpb";

/** @throws Error naming the place where the JSON does not fit. */
export function decodeGo(type: GoType, value: unknown, decoder: Decoder, path = "$"): void {
  if (value === undefined) throw new Error(`${path}: no JSON`);
  if (value === null || type === "any") return; // null leaves a field as it is
  if (typeof type === "string") return decodeScalar(type, value, decoder, path);
  if ("list" in type) {
    if (!Array.isArray(value)) throw new Error(`${path}: cannot decode ${kindOf(value)} into a slice`);
    value.forEach((item, index) => decodeGo(type.list, item, decoder, `${path}[${index}]`));
    return;
  }
  if (typeof value !== "object" || Array.isArray(value)) throw new Error(`${path}: cannot decode ${kindOf(value)} into an object`);
  for (const [name, item] of Object.entries(value)) {
    const field = "map" in type ? type.map : type.struct[name];
    if (field !== undefined) decodeGo(field, item, decoder, `${path}.${name}`);
    else if (decoder === "jsonpb") throw new Error(`${path}: unknown field "${name}"`);
  }
}

function decodeScalar(type: Extract<GoType, string>, value: unknown, decoder: Decoder, path: string): void {
  const fits = {
    string: () => typeof value === "string",
    bool: () => typeof value === "boolean",
    float64: () => typeof value === "number",
    int: () => Number.isInteger(value),
    int64: () => Number.isInteger(value) || isQuoted(value, decoder),
    uint32: () => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32,
    uint64: () => (Number.isInteger(value) && (value as number) >= 0) || (isQuoted(value, decoder) && !value.startsWith("-")),
    any: () => true,
  }[type]();
  if (!fits) throw new Error(`${path}: cannot decode ${kindOf(value)} into ${type}`);
}

function isQuoted(value: unknown, decoder: Decoder): value is string {
  return decoder === "jsonpb" && typeof value === "string" && /^-?\d+$/.test(value);
}

function kindOf(value: unknown): string {
  return `${Array.isArray(value) ? "array" : typeof value} ${JSON.stringify(value).slice(0, 60)}`;
}
