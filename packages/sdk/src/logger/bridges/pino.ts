import { context } from "@opentelemetry/api";
import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";
import { BoundFields } from "../bound-fields.ts";
import { isError, type Exception } from "../exception.ts";
import { plain, type Plain } from "../plain.ts";
import { exceptionFrom } from "../read-fields.ts";
import { emitBridged, isBridged, serializedException } from "./bridged-line.ts";
import { ofLevelNumber } from "./level-number.ts";
import { LINE_IDS, lineIds, type LineIds } from "./line-ids.ts";

type Fields = Record<string, unknown>;
type Serialize = (value: unknown) => unknown;

/** What hangs on a pino logger under pino's symbols. */
interface PinoParts {
  /** Child bindings as a part of a line: `,"pid":1,"tenant":"t1"`. */
  readonly chindingsSym: string;
  readonly serializersSym: Record<string, Serialize | undefined>;
  /** Redaction: for each name a function that says its value as JSON. */
  readonly stringifiersSym: Record<string | symbol, Serialize | undefined>;
  readonly formattersSym: { readonly log?: (fields: Fields) => Fields };
  readonly messageKeySym: string;
  readonly errorKeySym: string;
}

type Symbols = Readonly<Record<keyof PinoParts | "asJsonSym" | "wildcardFirstSym", symbol>>;

interface Pino {
  (options: object, stream: { write(line: string): void }): object;
  readonly symbols: Symbols;
  readonly stdSerializers: { readonly err: Serialize };
}

type PinoLogger = Readonly<Record<symbol, unknown>> & { readonly levels: { readonly labels: Record<number, string> } };
type AsJson = (this: PinoLogger, fields: Fields, message: unknown, level: number, time: string) => string;

/**
 * pino's lines get the IDs, and go out as log records. Every line of every logger, child or not, with whatever transport, is made by one function
 * of their common prototype from the fields, the message and the level: there the record is made of the same.
 */
export function pinoChanges(): InstrumentationModuleDefinition[] {
  return [{ name: "pino", supportedVersions: [">=7.0.0"], files: [], patch: bridgePino }];
}

function bridgePino(exported: unknown): unknown {
  const pino = exported as Pino;
  const { asJsonSym } = pino.symbols;
  let prototype: object | null = pino({ level: "silent" }, { write: () => {} });
  while (prototype !== null && !Object.hasOwn(prototype, asJsonSym)) prototype = Object.getPrototypeOf(prototype) as object | null;
  if (prototype === null) throw new Error("pino's loggers have another shape");
  const owner = prototype as Record<symbol, AsJson>;
  const asJson = owner[asJsonSym] as AsJson;
  const reader = new PinoReader(pino);
  owner[asJsonSym] = function (fields, message, level, time) {
    const line = Reflect.apply(asJson, this, [fields, message, level, time]);
    return reader.onLine(this, fields, message, level, line);
  };
  return exported;
}

/** What each of a logger's lines says, by the text that it was read from. */
interface Bindings {
  readonly text: string;
  readonly fields: BoundFields;
  readonly name: string;
  readonly holds: ReadonlySet<string>;
}

class PinoReader {
  readonly #symbols: Symbols;
  readonly #standardError: Serialize;
  readonly #bindings = new WeakMap<PinoLogger, Bindings>();

  constructor({ symbols, stdSerializers }: Pino) {
    this.#symbols = symbols;
    this.#standardError = stdSerializers.err;
  }

  /** Sends the record of a line; returns the line with the IDs. Never throws. */
  onLine(logger: PinoLogger, fields: Fields, message: unknown, level: number, line: string): string {
    try {
      const ctx = context.active();
      const bindings = this.#bindingsOf(logger);
      if (isBridged(ctx, bindings.name)) {
        const read = this.#read(logger, fields);
        const text = message === undefined ? read.message : this.#serialized(logger, this.#part(logger, "messageKeySym"), message);
        const severityText = logger.levels.labels[level] ?? String(level);
        emitBridged(ctx, {
          logger: bindings.name,
          ...ofLevelNumber(level),
          severityText,
          text: text ?? "",
          ...read,
          bound: bindings.fields,
        });
      }
      return withIds(line, lineIds(ctx), (name) => bindings.holds.has(name) || Object.hasOwn(fields, name));
    } catch {
      return line;
    }
  }

  #part<K extends keyof PinoParts>(logger: PinoLogger, name: K): PinoParts[K] {
    return logger[this.#symbols[name]] as PinoParts[K];
  }

  #bindingsOf(logger: PinoLogger): Bindings {
    const text = this.#part(logger, "chindingsSym");
    const known = this.#bindings.get(logger);
    if (known?.text === text) return known;
    // Once per logger: pino itself keeps nothing but the text, after serializers and redaction.
    const { pid: _pid, hostname: _hostname, name, ...rest } = JSON.parse(`{${text.slice(1)}}`) as Fields;
    const made = {
      text,
      fields: BoundFields.of(rest),
      name: typeof name === "string" && name !== "" ? name : "pino",
      holds: new Set(Object.keys(rest)),
    };
    this.#bindings.set(logger, made);
    return made;
  }

  /** The fields as pino says them, the error and the message apart. */
  #read(logger: PinoLogger, given: Fields): { fields: Record<string, Plain>; exception: Exception | undefined; message: unknown } {
    const format = this.#part(logger, "formattersSym").log;
    const errorKey = this.#part(logger, "errorKeySym");
    const messageKey = this.#part(logger, "messageKeySym");
    const source = format === undefined ? given : format(given);
    const fields: Record<string, Plain> = {};
    let exception: Exception | undefined;
    let message: unknown;
    for (const name of Object.keys(source)) {
      const value = source[name];
      if (typeof value === "function" || value === undefined) continue;
      if (name === errorKey && isError(value)) {
        exception = this.#exception(logger, name, value);
        if (exception !== undefined) continue;
      }
      const said = this.#serialized(logger, name, value);
      if (name === messageKey) message = said;
      else if (said !== undefined && typeof said !== "function") fields[name] = plain(said);
    }
    return { fields, exception, message };
  }

  /** pino's own serializer says less about an error than the error itself; one of the app's has the last word. */
  #exception(logger: PinoLogger, name: string, error: Error): Exception | undefined {
    const serializers = this.#part(logger, "serializersSym");
    const serialize = serializers[name] ?? serializers["err"];
    const stringify = this.#stringifier(logger, name);
    if (stringify === undefined && (serialize === undefined || serialize === this.#standardError)) return exceptionFrom(error);
    return serializedException(this.#serialized(logger, name, error));
  }

  /** A value after the logger's serializer and its redaction. */
  #serialized(logger: PinoLogger, name: string, value: unknown): unknown {
    const serializers = this.#part(logger, "serializersSym");
    const serialize = serializers[name] ?? (name === this.#part(logger, "errorKeySym") ? serializers["err"] : undefined);
    const said = serialize === undefined ? value : serialize(value);
    const stringify = said === undefined ? undefined : this.#stringifier(logger, name);
    if (stringify === undefined) return said;
    // Redaction gives JSON of this one value.
    const json = stringify(said);
    return typeof json === "string" ? JSON.parse(json) : json;
  }

  #stringifier(logger: PinoLogger, name: string): Serialize | undefined {
    const stringifiers = this.#part(logger, "stringifiersSym");
    return stringifiers[name] ?? stringifiers[this.#symbols.wildcardFirstSym];
  }
}

/** `line` with the IDs that it does not hold yet, before its closing brace. */
function withIds(line: string, ids: LineIds, holds: (name: string) => boolean): string {
  let added = "";
  for (const name of LINE_IDS) {
    const id = ids[name];
    if (id !== undefined && !holds(name)) added += `,"${name}":"${id}"`;
  }
  if (added === "") return line;
  const end = line.lastIndexOf("}");
  return line.slice(0, end) + (line[end - 1] === "{" ? added.slice(1) : added) + line.slice(end);
}
