import { context, type Context } from "@opentelemetry/api";
import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";
import { BoundFields } from "../bound-fields.ts";
import { isError } from "../exception.ts";
import type { LogLevel } from "../log-level.ts";
import { exceptionFrom, readFields } from "../read-fields.ts";
import { emitBridged, isBridged, serializedException } from "./bridged-line.ts";
import { addLineIds, LINE_IDS } from "./line-ids.ts";

const LEVEL = Symbol.for("level");
const SPLAT = Symbol.for("splat");

const LOGGER = "winston";

interface Info {
  [key: string]: unknown;
  [LEVEL]?: unknown;
  [SPLAT]?: unknown;
}

interface WinstonLogger {
  readonly transports: readonly unknown[];
  isLevelEnabled?(level: string): boolean;
  write: (this: WinstonLogger, info: Info, ...rest: unknown[]) => boolean;
  push: (this: WinstonLogger, info: Info | false | null, ...rest: unknown[]) => boolean;
}

/** Level names of winston's sets (npm, syslog, cli), with level and severity. */
const LEVELS: Readonly<Record<string, readonly [LogLevel, number]>> = {
  silly: ["trace", 1],
  debug: ["debug", 5],
  verbose: ["debug", 6],
  http: ["debug", 7],
  input: ["debug", 6],
  prompt: ["debug", 7],
  data: ["info", 9],
  help: ["info", 9],
  info: ["info", 9],
  notice: ["info", 10],
  warn: ["warn", 13],
  warning: ["warn", 13],
  error: ["error", 17],
  crit: ["fatal", 21],
  alert: ["fatal", 22],
  emerg: ["fatal", 23],
};

/**
 * winston's lines get the IDs before they are formatted, and go out as log records of what the logger's formats have made of them, such as
 * redaction of the app's own.
 */
export function winstonChanges(): InstrumentationModuleDefinition[] {
  return [{ name: "winston", supportedVersions: [">=3.0.0 <4"], files: [], patch: bridgeWinston }];
}

function bridgeWinston(exported: unknown): unknown {
  const { prototype } = (exported as { Logger: { prototype: WinstonLogger } }).Logger;
  const { write, push } = prototype;
  prototype.write = function (info, ...rest) {
    const before = inHand;
    try {
      return Reflect.apply(write, this, [written(info), ...rest]);
    } finally {
      inHand = before;
    }
  };
  prototype.push = function (info, ...rest) {
    if (typeof info === "object" && info !== null) emit(this, info);
    return Reflect.apply(push, this, [info, ...rest]);
  };
  return exported;
}

/** Where a line comes from. */
interface Origin {
  readonly ctx: Context;
  /** The error that was logged as the whole line. */
  readonly error: Error | undefined;
}

/** By the line's object, for a logger that is held up and formats it later. */
const origins = new WeakMap<Info, Origin>();

/** Of the line that is being written: formats may make a new object of it. */
let inHand: Origin | undefined;

/** The line's object with the IDs of what runs now: a copy, unless its class says that it is more than its fields. */
function written(info: Info): Info {
  try {
    if (typeof info !== "object" || info === null) return info;
    const ctx = context.active();
    const prototype: unknown = Object.getPrototypeOf(info);
    const line = prototype === Object.prototype || prototype === null ? { ...info } : info;
    // An object that comes again has the IDs of the first time.
    if (origins.has(line)) for (const name of LINE_IDS) delete line[name];
    addLineIds(line, ctx);
    inHand = { ctx, error: isError(info) ? info : undefined };
    origins.set(line, inHand);
    return line;
  } catch {
    return info;
  }
}

function emit(logger: WinstonLogger, info: Info): void {
  try {
    const { ctx, error } = origins.get(info) ?? inHand ?? { ctx: context.active(), error: undefined };
    const name = String(info[LEVEL] ?? info["level"]);
    if (!isBridged(ctx, LOGGER) || logger.transports.length === 0 || logger.isLevelEnabled?.(name) === false) return;
    const { level: _level, message, correlation_id: _c, trace_id: _t, span_id: _s, ...rest } = info;
    const logged = error ?? errorBeside(info);
    // winston copies an error's parts into the line.
    const found = logged === undefined ? serializedException(info) : exceptionFrom(logged);
    if (found !== undefined) for (const part of ["stack", "cause"]) delete rest[part];
    const { fields, exception } = readFields(rest);
    const [level, severityNumber] = LEVELS[name] ?? ["info", 0];
    const line = { logger: LOGGER, level, severityNumber, severityText: name, text: message ?? "", fields, bound: BoundFields.NONE };
    emitBridged(ctx, { ...line, exception: exception ?? found });
  } catch {
    // The line itself goes its way.
  }
}

/** The error that was logged beside a message. */
function errorBeside(info: Info): Error | undefined {
  const splat = info[SPLAT];
  return Array.isArray(splat) ? splat.find(isError) : undefined;
}
