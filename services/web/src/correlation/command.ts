const DEFAULT_ORIGIN = "http://127.0.0.1:3200";

/** The command that shows the same in a terminal. A correlation ID has no sign that a shell reads. */
export function terminalCommand(correlationId: string, origin: string): string {
  return [
    "npx throughline correlation",
    ...(origin === DEFAULT_ORIGIN ? [] : [`--url ${origin}`]),
    ...(correlationId.startsWith("-") ? ["--"] : []),
    correlationId,
  ].join(" ");
}
