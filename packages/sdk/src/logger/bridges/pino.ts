import { context, type Context } from "@opentelemetry/api";
import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";
import { actionIds } from "../action-ids.ts";
import { BoundFields } from "../bound-fields.ts";
import { isError, type Exception } from "../exception.ts";
import { plain, type Plain } from "../plain.ts";
import { exceptionFrom } from "../read-fields.ts";
import { emitBridged, isBridged, serializedException } from "./bridged-line.ts";
import { ofLevelNumber } from "./level-number.ts";
import { LINE_IDS, lineId } from "./line-ids.ts";

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

type Symbols = Readonly<Record<keyof PinoParts | "asJsonSym" | "endSym" | "wildcardFirstSym", symbol>>;

interface Pino {
  (options: object, stream: { write(line: string): void }): object;
  readonly symbols: Symbols;
  readonly stdSerializers: { readonly err: Serialize };
}

type PinoLogger = Record<symbol, unknown> & { readonly levels: { readonly labels: Record<number, string> } };
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
  const { endSym } = pino.symbols;
  const reader = new PinoReader(pino);
  owner[asJsonSym] = function (fields, message, level, time) {
    const ids = reader.onLine(this, fields, message, level);
    if (ids === "") return Reflect.apply(asJson, this, [fields, message, level, time]);
    // What ends a line begins with the IDs, for this one.
    const end = this[endSym];
    this[endSym] = ids + String(end);
    try {
      return Reflect.apply(asJson, this, [fields, message, level, time]);
    } finally {
      this[endSym] = end;
    }
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

  /** Sends the record of a line; returns the IDs as the end of its fields. Never throws. */
  onLine(logger: PinoLogger, fields: Fields, message: unknown, level: number): string {
    try {
      const ctx = context.active();
      const bindings = this.#bindingsOf(logger);
      if (isBridged(ctx, bindings.name)) this.#emit(ctx, logger, bindings, fields, message, level);
      const ids = actionIds(ctx);
      let added = "";
      for (const name of LINE_IDS) {
        const id = lineId(ids, name);
        if (id !== undefined && !bindings.holds.has(name) && !Object.hasOwn(fields, name)) added += `,"${name}":"${id}"`;
      }
      return added;
    } catch {
      return "";
    }
  }

  #emit(ctx: Context, logger: PinoLogger, bindings: Bindings, given: Fields, message: unknown, level: number): void {
    try {
      const { fields, exception, message: told } = this.#read(logger, given, message);
      emitBridged(ctx, {
        logger: bindings.name,
        ...ofLevelNumber(level),
        severityText: logger.levels.labels[level] ?? String(level),
        text: told ?? "",
        fields,
        exception,
        bound: bindings.fields,
      });
    } catch {
      // One of the app's serializers threw. pino will let the app know.
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
  #read(
    logger: PinoLogger,
    given: Fields,
    text: unknown,
  ): { fields: Record<string, Plain>; exception: Exception | undefined; message: unknown } {
    const { log } = this.#part(logger, "formattersSym");
    const values = new PinoValues(
      this.#part(logger, "serializersSym"),
      this.#part(logger, "stringifiersSym"),
      this.#part(logger, "errorKeySym"),
      this.#symbols.wildcardFirstSym,
    );
    const messageKey = this.#part(logger, "messageKeySym");
    const source = log === undefined ? given : log(given);
    const fields: Record<string, Plain> = {};
    let exception: Exception | undefined;
    let message = text === undefined ? undefined : values.said(messageKey, text);
    for (const name of Object.keys(source)) {
      const value = source[name];
      if (typeof value === "function" || value === undefined) continue;
      if (name === values.errorKey && isError(value)) {
        exception = values.exception(name, value, this.#standardError);
        if (exception !== undefined) continue;
      }
      const said = values.said(name, value);
      if (name === messageKey) message ??= said;
      else if (said !== undefined && typeof said !== "function") fields[name] = plain(said);
    }
    return { fields, exception, message };
  }
}

/** Says values as a logger does, with its serializers and its redaction. */
class PinoValues {
  readonly errorKey: string;
  readonly #serializers: PinoParts["serializersSym"];
  readonly #stringifiers: PinoParts["stringifiersSym"];
  readonly #wildcard: Serialize | undefined;

  constructor(serializers: PinoParts["serializersSym"], stringifiers: PinoParts["stringifiersSym"], errorKey: string, wildcard: symbol) {
    this.errorKey = errorKey;
    this.#serializers = serializers;
    this.#stringifiers = stringifiers;
    this.#wildcard = stringifiers[wildcard];
  }

  /** What a line says under `name`. */
  said(name: string, value: unknown): unknown {
    const serialize = this.#serializer(name);
    const said = serialize === undefined ? value : serialize(value);
    const stringify = said === undefined ? undefined : this.#stringifier(name);
    if (stringify === undefined) return said;
    // Redaction gives JSON of this one value.
    const json = stringify(said);
    return typeof json === "string" ? JSON.parse(json) : json;
  }

  /** pino's own serializer says less about an error than the error itself; one of the app's has the last word, and so has its redaction. */
  exception(name: string, error: Error, standard: Serialize): Exception | undefined {
    const serialize = this.#serializer(name);
    const isStandard = serialize === undefined || serialize === standard;
    return isStandard && this.#stringifier(name) === undefined ? exceptionFrom(error) : serializedException(this.said(name, error));
  }

  #serializer(name: string): Serialize | undefined {
    return this.#serializers[name] ?? (name === this.errorKey ? this.#serializers["err"] : undefined);
  }

  #stringifier(name: string): Serialize | undefined {
    return this.#stringifiers[name] ?? this.#wildcard;
  }
}
