import { SeverityNumber } from "@opentelemetry/api";
import { warn } from "../process/warn.ts";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/** Log levels, least severe first, with their OpenTelemetry severity. */
export const LOG_LEVELS: Readonly<Record<LogLevel, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

let least: SeverityNumber | undefined;

/** The least severity that is logged, from `THROUGHLINE_LOG_LEVEL`; `info` by default, and with a warning for an unknown name. */
export function leastSeverity(): SeverityNumber {
  return (least ??= severityOf(process.env["THROUGHLINE_LOG_LEVEL"]));
}

function severityOf(name: string | undefined): SeverityNumber {
  const level = (name ?? "").trim().toLowerCase() || "info";
  if (Object.hasOwn(LOG_LEVELS, level)) return LOG_LEVELS[level as LogLevel];
  warn(`THROUGHLINE_LOG_LEVEL must be one of ${Object.keys(LOG_LEVELS).join(", ")}, not "${name}"; info is used`);
  return LOG_LEVELS.info;
}
