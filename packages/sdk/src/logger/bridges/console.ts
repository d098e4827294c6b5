import { format } from "node:util";
import { context } from "@opentelemetry/api";
import { BoundFields } from "../bound-fields.ts";
import { isError } from "../exception.ts";
import { LOG_LEVELS, type LogLevel } from "../log-level.ts";
import { exceptionFrom } from "../read-fields.ts";
import { emitBridged, isBridged } from "./bridged-line.ts";

/** The others call these: `console.trace` in our hands would show us on its stack. */
const METHODS = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;

const LOGGER = "console";

/** Sends what is written by `console` as log records too, if `THROUGHLINE_LOG_CONSOLE` is `1`. What is written stays as it is. */
export function bridgeConsole(): void {
  if (process.env["THROUGHLINE_LOG_CONSOLE"] !== "1") return;
  for (const [name, level] of Object.entries(METHODS) as [keyof typeof METHODS, LogLevel][]) {
    const original = console[name];
    const bridged = {
      [name](this: unknown, ...args: unknown[]): void {
        Reflect.apply(original, this, args);
        emit(level, args);
      },
    }[name];
    Object.defineProperty(console, name, { value: bridged, writable: true, enumerable: true, configurable: true });
  }
}

function emit(level: LogLevel, args: unknown[]): void {
  try {
    const ctx = context.active();
    if (!isBridged(ctx, LOGGER)) return;
    const error = args.find(isError);
    emitBridged(ctx, {
      logger: LOGGER,
      level,
      severityNumber: LOG_LEVELS[level],
      severityText: level,
      text: format(...args),
      fields: {},
      exception: error && exceptionFrom(error),
      bound: BoundFields.NONE,
    });
  } catch {
    // The line itself is written.
  }
}
