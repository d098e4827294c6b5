import type { Plain } from "./plain.ts";

/** What every line says beside its fields. */
export interface LineHead {
  /** RFC 3339 with milliseconds, UTC. */
  readonly time: string;
  readonly level: string;
  readonly event: string;
  readonly service: string;
  readonly logger: string;
  readonly correlation_id?: string | undefined;
  readonly trace_id?: string | undefined;
  readonly span_id?: string | undefined;
  readonly exception?: Plain | undefined;
}

/** Names of the head; a field of such a name is written as `field.<name>`. */
const RESERVED = new Set<string>([
  "time",
  "level",
  "event",
  "service",
  "logger",
  "correlation_id",
  "trace_id",
  "span_id",
  "exception",
] satisfies (keyof LineHead)[]);

/** One log line, JSON without its line break: the head first, then the fields. */
export function logLine(head: LineHead, fields: Readonly<Record<string, Plain>>): string {
  const line: Record<string, unknown> = { ...head };
  for (const [name, value] of Object.entries(fields)) line[RESERVED.has(name) ? `field.${name}` : name] = value;
  return JSON.stringify(line);
}
