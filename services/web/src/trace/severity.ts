import type { ColourName } from "../colour/palette.ts";

/** The colour of a log line by OTLP's severity number: red only from error on. */
export function severityColour(severityNumber: number): ColourName {
  if (severityNumber >= 17) return "error";
  if (severityNumber >= 13) return "warn";
  return severityNumber >= 9 ? "accent" : "quiet";
}
