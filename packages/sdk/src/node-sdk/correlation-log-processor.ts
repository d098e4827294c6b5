import type { Context } from "@opentelemetry/api";
import type { LogRecordProcessor, ReadWriteLogRecord } from "@opentelemetry/sdk-logs";
import { CORRELATION_ID } from "@throughline/model";
import { correlationOf } from "../correlation/correlation.ts";

/** Puts the correlation ID on every log record of a stock SDK, whoever wrote it. */
export class CorrelationLogProcessor implements LogRecordProcessor {
  onEmit(record: ReadWriteLogRecord, ctx?: Context): void {
    const id = ctx && correlationOf(ctx);
    if (id !== undefined) record.setAttribute(CORRELATION_ID, id);
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}
