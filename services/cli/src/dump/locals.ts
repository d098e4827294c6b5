import type { Debugger, Runtime } from "node:inspector";
import { isSecretName, type SecretNames } from "@throughline/model";
import type { CdpSession } from "../attach/cdp-session.ts";

/** How deep into objects, how many of their properties, and how much text. */
const MAX_DEPTH = 3;
const MAX_PROPERTIES = 20;
const MAX_STRING = 200;
const MAX_VALUE = 1_000;
const MAX_LOCALS = 50;
const MAX_FRAMES = 30;
/** Objects that are looked into, all together. */
const MAX_OBJECTS = 500;

const REDACTED = "[redacted]";
const SECRETS: SecretNames = { also: new Set(), except: new Set(), known: new Map() };
const SCOPES: ReadonlySet<string> = new Set(["local", "block", "catch"]);
/** Objects whose description says it all, or whose properties say nothing. */
const PLAIN_SUBTYPES: ReadonlySet<string> = new Set([
  "date",
  "regexp",
  "error",
  "proxy",
  "promise",
  "generator",
  "typedarray",
  "arraybuffer",
  "dataview",
  "weakmap",
  "weakset",
  "wasmvalue",
  "node",
]);

type Locals = Record<string, string>;

/**
 * The variables of the frames of a paused thread: parameters, local variables and `this`. Nothing of the app runs for it: values behind
 * getters are not fetched. Undefined frames are left out.
 */
export async function readLocals(
  session: CdpSession,
  frames: readonly (Debugger.CallFrame | undefined)[],
): Promise<(Locals | undefined)[]> {
  const reader = new Reader(session);
  return Promise.all(
    frames.map(async (frame, at) => {
      if (frame === undefined || at >= MAX_FRAMES) return undefined;
      const scopes = frame.scopeChain.filter(({ type }) => SCOPES.has(type));
      const [self, ...variables] = await Promise.all([
        isGlobal(frame.this) ? undefined : reader.text(frame.this, MAX_DEPTH - 1),
        ...scopes.map(({ object }) => reader.variables(object)),
      ]);
      // What is innermost hides what is around it.
      const locals: Locals = Object.assign({}, ...variables.toReversed());
      return self === undefined ? locals : { this: self, ...locals };
    }),
  );
}

function isGlobal({ type, className }: Runtime.RemoteObject): boolean {
  return type === "undefined" || className === "global" || className === "Window";
}

class Reader {
  readonly #session: CdpSession;
  #objects = 0;

  constructor(session: CdpSession) {
    this.#session = session;
  }

  async variables(scope: Runtime.RemoteObject): Promise<Locals> {
    const properties = await this.#properties(scope);
    const entries = await Promise.all(
      properties.slice(0, MAX_LOCALS).map(async (property) => [property.name, await this.#valueOf(property, 0)] as const),
    );
    return Object.fromEntries(entries);
  }

  async text(value: Runtime.RemoteObject, depth: number): Promise<string> {
    const text = await this.#text(value, depth);
    return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
  }

  async #valueOf({ name, value }: Runtime.PropertyDescriptor, depth: number): Promise<string> {
    if (value === undefined) return depth === 0 ? "(not yet set)" : "[getter]";
    return isSecretName(name, SECRETS) && isTelling(value) ? REDACTED : this.text(value, depth);
  }

  async #text(value: Runtime.RemoteObject, depth: number): Promise<string> {
    if (value.type !== "object" || value.subtype === "null") return plain(value);
    const { subtype = "", description = "Object" } = value;
    if (PLAIN_SUBTYPES.has(subtype)) return firstLine(description);
    if (depth >= MAX_DEPTH || this.#objects >= MAX_OBJECTS) return subtype === "" ? `${description} {…}` : description;
    this.#objects++;
    if (subtype === "map" || subtype === "set") return collection(value);
    const isList = subtype === "array";
    const properties = (await this.#properties(value)).filter(({ name, enumerable }) => enumerable && !(isList && name === "length"));
    const shown = properties.slice(0, MAX_PROPERTIES);
    const texts = await Promise.all(
      shown.map(async (property, at) => {
        // Headers as a list: the value follows its name.
        const before = isList ? shown[at - 1]?.value?.value : undefined;
        if (typeof before === "string" && before.length < 40 && isSecretName(before, SECRETS)) return REDACTED;
        const text = await this.#valueOf(property, depth + 1);
        return isList ? text : `${key(property.name)}: ${text}`;
      }),
    );
    if (properties.length > shown.length) texts.push(`… ${properties.length - shown.length} more`);
    if (isList) return `[${texts.join(", ")}]`;
    const name = description === "Object" ? "" : `${firstLine(description)} `;
    return texts.length === 0 ? `${name}{}` : `${name}{ ${texts.join(", ")} }`;
  }

  async #properties({ objectId }: Runtime.RemoteObject): Promise<Runtime.PropertyDescriptor[]> {
    if (objectId === undefined) return [];
    const { result } = await this.#session.send<Runtime.GetPropertiesReturnType>("Runtime.getProperties", {
      objectId,
      ownProperties: true,
      generatePreview: true,
    });
    return result;
  }
}

function plain({ type, value, unserializableValue, description = "" }: Runtime.RemoteObject): string {
  if (type === "string") {
    const text = String(value);
    return JSON.stringify(text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}…` : text);
  }
  if (type === "function") return `[${/^(?:async )?class /.test(description) ? "class" : "function"}${nameIn(description)}]`;
  return unserializableValue ?? (value === undefined ? description || type : String(value));
}

/** A map's or set's entries are only in its preview. */
function collection({ description = "", preview }: Runtime.RemoteObject): string {
  const entries = (preview?.entries ?? []).map(({ key: from, value }) => {
    if (from === undefined) return previewText(value);
    const isSecret = isSecretName(from.description ?? "", SECRETS) && value.type !== "boolean";
    return `${previewText(from)} => ${isSecret ? REDACTED : previewText(value)}`;
  });
  if (preview?.overflow) entries.push("…");
  return entries.length === 0 ? description : `${description} { ${entries.join(", ")} }`;
}

function previewText({ type, description = "" }: Runtime.ObjectPreview): string {
  return type === "string" ? JSON.stringify(description) : type === "object" ? firstLine(description) : description;
}

/** Whether a value under a secret name says anything. */
function isTelling({ type, subtype }: Runtime.RemoteObject): boolean {
  return subtype !== "null" && type !== "undefined" && type !== "boolean" && type !== "function";
}

function nameIn(description: string): string {
  const [, name] = /^(?:async )?(?:function|class)?\s*\*?\s*([\w$]+)\s*[({]/.exec(description) ?? [];
  return name === undefined ? "" : ` ${name}`;
}

function firstLine(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return line.length > MAX_STRING ? `${line.slice(0, MAX_STRING)}…` : line;
}

function key(name: string): string {
  return /^[\w$]+$/.test(name) ? name : JSON.stringify(name);
}
