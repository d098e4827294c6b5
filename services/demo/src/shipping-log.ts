/** Shipping's log: stock OpenTelemetry log records, and the same on stdout. */
import { SeverityNumber, logs } from "@opentelemetry/api";
import type { Log } from "./service.ts";

export function stockLog(name: string): Log {
  const otel = logs.getLogger(name);
  const write = (
    severityText: string,
    severityNumber: SeverityNumber,
    event: string,
    { err, ...fields }: Record<string, unknown> = {},
  ): void => {
    const error =
      err instanceof Error ? { "exception.type": err.name, "exception.message": err.message, "exception.stacktrace": err.stack } : {};
    otel.emit({ severityText, severityNumber, body: event, attributes: { ...fields, ...error } });
    process.stdout.write(
      `${JSON.stringify({ time: new Date().toISOString(), level: severityText.toLowerCase(), event, ...fields, ...error })}\n`,
    );
  };
  return {
    info: (event, fields) => write("INFO", SeverityNumber.INFO, event, fields),
    warn: (event, fields) => write("WARN", SeverityNumber.WARN, event, fields),
    error: (event, fields) => write("ERROR", SeverityNumber.ERROR, event, fields),
  };
}
