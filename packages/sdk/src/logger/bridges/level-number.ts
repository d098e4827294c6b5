import type { LogLevel } from "../log-level.ts";

const LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "fatal"];

/** The level and OpenTelemetry's severity of a level of pino or bunyan: 10 is trace, 60 fatal; levels between lie between. */
export function ofLevelNumber(level: number): { level: LogLevel; severityNumber: number } {
  const step = Math.min(Math.max(Math.floor(level / 10) - 1, 0), LEVELS.length - 1);
  const between = Math.min(Math.max(level - (step + 1) * 10, 0), 9);
  return { level: LEVELS[step] ?? "fatal", severityNumber: 1 + step * 4 + Math.floor((between * 4) / 10) };
}
