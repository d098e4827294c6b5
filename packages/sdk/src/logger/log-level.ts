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

/** A level for loggers of a name, or of all names that a pattern with `*` fits. */
interface Rule {
  readonly pattern: string;
  readonly level: LogLevel;
}

/** What holds now. Made anew by every change, so that loggers see by its identity that they must look again. */
export interface LogLevels {
  readonly otherwise: LogLevel;
  readonly rules: readonly Rule[];
}

let levels: LogLevels | undefined;

/** The levels that hold now; at first those of `THROUGHLINE_LOG_LEVEL`: `info`, or `info,payments=debug,http.*=warn`. */
export function logLevels(): LogLevels {
  return (levels ??= parse(process.env["THROUGHLINE_LOG_LEVEL"]));
}

/** The least level that the logger called `name` writes. Its own name goes before patterns, later patterns before earlier ones. */
export function logLevel(name: string = "app"): LogLevel {
  const { otherwise, rules } = logLevels();
  const rule = rules.findLast(({ pattern }) => pattern === name) ?? rules.findLast(({ pattern }) => fits(pattern, name));
  return rule?.level ?? otherwise;
}

/**
 * Changes the least level while the process runs: `setLogLevel("debug")` for all loggers that no rule names,
 * `setLogLevel("payments", "debug")` or `setLogLevel("http.*", "warn")` for some. An unknown level is said on stderr and changes nothing.
 */
export function setLogLevel(level: LogLevel): void;
export function setLogLevel(name: string, level: LogLevel): void;
export function setLogLevel(nameOrLevel: string, level?: LogLevel): void {
  const wanted = asLevel(level ?? nameOrLevel);
  if (wanted === undefined) return warn(`cannot set the log level "${level ?? nameOrLevel}": ${EXPECTED}`);
  const { otherwise, rules } = logLevels();
  levels = level === undefined ? { otherwise: wanted, rules } : { otherwise, rules: withRule(rules, nameOrLevel, wanted) };
}

const EXPECTED = `expected ${Object.keys(LOG_LEVELS).join(", ")}`;

function parse(text: string = ""): LogLevels {
  let otherwise: LogLevel = "info";
  let rules: readonly Rule[] = [];
  for (const part of text.split(",")) {
    const [name, value = name] = part.split("=", 2).map((word) => word.trim()) as [string, string?];
    if (value === "") continue;
    const level = asLevel(value);
    if (level === undefined) warn(`THROUGHLINE_LOG_LEVEL must be a list of levels and name=level, not "${part.trim()}": ${EXPECTED}`);
    else if (part.includes("=")) rules = withRule(rules, name, level);
    else otherwise = level;
  }
  return { otherwise, rules };
}

function withRule(rules: readonly Rule[], pattern: string, level: LogLevel): readonly Rule[] {
  return [...rules.filter((rule) => rule.pattern !== pattern), { pattern, level }];
}

function asLevel(text: unknown): LogLevel | undefined {
  const level = String(text).toLowerCase();
  return Object.hasOwn(LOG_LEVELS, level) ? (level as LogLevel) : undefined;
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === name;
  const [first = "", ...rest] = parts;
  const last = rest.pop() ?? "";
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
