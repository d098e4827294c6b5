import type { LogRecord } from "@opentelemetry/api";

/** Under this name a record of our own logger says that its attributes are plain values, made for it alone. */
export const OWN = Symbol("throughline.own_attributes");

/** A log record for OpenTelemetry's API. Other SDKs than ours do not see the mark. */
export type OwnLogRecord = LogRecord & { readonly [OWN]?: true };
