import { FIELDS, type FieldProcessor } from "./field-processor.ts";
import type { LogEvent } from "./log-event.ts";
import { LOG_LEVELS, type LogLevel } from "./log-level.ts";

/** What `sample` takes. */
export interface SampleOptions {
  /** The share that is kept, from 0 to 1. */
  readonly ratio: number;
  /** Only events of these names are sampled; by default all. */
  readonly events?: readonly string[];
  /** Events of this level and above are always kept; `warn` by default. */
  readonly keep?: LogLevel;
}

/**
 * Keeps a share of the events. Those of one action are kept or dropped together, in every service alike, because its correlation ID decides;
 * outside of any action chance does.
 */
export function sample({ ratio, events, keep = "warn" }: SampleOptions): FieldProcessor {
  const only = events && new Set(events);
  const least = LOG_LEVELS[keep];
  const processor = (event: LogEvent): LogEvent | null => {
    if (LOG_LEVELS[event.level] >= least || (only !== undefined && !only.has(event.event))) return event;
    return share(event.correlationId) < ratio ? event : null;
  };
  return Object.assign(processor, { [FIELDS]: () => {} });
}

/** A number from 0 to 1 that is always the same for one ID (FNV-1a, with its bits mixed). */
function share(id: string | undefined): number {
  if (id === undefined) return Math.random();
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
