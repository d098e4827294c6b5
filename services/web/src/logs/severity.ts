import type { Log } from "@throughline/api";
import type { ColourName } from "../colour/palette.ts";

/** How grave a log record says that it is, the gravest first; `unset`: it says nothing. Names as the histogram counts them. */
export const SEVERITIES = ["fatal", "error", "warn", "info", "debug", "trace", "unset"] as const;
export type Severity = (typeof SEVERITIES)[number];

const BY_NUMBER = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
const BY_TEXT: Readonly<Record<string, Severity>> = {
  ...Object.fromEntries(BY_NUMBER.map((name) => [name, name])),
  warning: "warn",
  information: "info",
  err: "error",
  critical: "fatal",
};

/** Colour of each on a canvas. */
export const SEVERITY_FILL: Readonly<Record<Severity, ColourName>> = {
  fatal: "error",
  error: "error",
  warn: "warn",
  info: "accent-soft",
  debug: "quiet",
  trace: "quiet",
  unset: "line",
};

/** By its number, else by its text: as the query API's filter reads it. */
export function severityOf({ severityNumber, severityText }: Pick<Log, "severityNumber" | "severityText">): Severity {
  if (severityNumber > 0) return BY_NUMBER[Math.floor((severityNumber - 1) / 4)] ?? "fatal";
  const text = severityText.toLowerCase();
  return Object.hasOwn(BY_TEXT, text) ? (BY_TEXT[text] as Severity) : "unset";
}

/** The graver, the larger. */
export function gravityOf(log: Pick<Log, "severityNumber" | "severityText">): number {
  return SEVERITIES.length - SEVERITIES.indexOf(severityOf(log));
}

export function isErrorLog(log: Pick<Log, "severityNumber" | "severityText">): boolean {
  return /^(?:error|fatal)$/.test(severityOf(log));
}

/** The colour of a line or a dot: red only from error on. */
export function severityColour(log: Pick<Log, "severityNumber" | "severityText">): "error" | "warn" | "accent" | "quiet" {
  if (isErrorLog(log)) return "error";
  const severity = severityOf(log);
  return severity === "warn" ? "warn" : severity === "info" ? "accent" : "quiet";
}
