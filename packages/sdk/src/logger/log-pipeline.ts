import type { Exception } from "./exception.ts";
import type { LogEvent, LogProcessor } from "./log-event.ts";
import { FIELDS, type FieldProcessor, type FieldStep } from "./field-processor.ts";
import { LOG_LEVELS } from "./log-level.ts";
import { plain, words } from "./plain.ts";
import { readFields } from "./read-fields.ts";
import { redact } from "./redact.ts";
import { warn } from "../process/warn.ts";

/** What `configureLogger` takes. */
export interface LoggerConfiguration {
  /** The steps of every event, in this order, instead of the default `[redact()]`. */
  readonly processors: readonly LogProcessor[];
}

/** The steps in force. Made anew by `configureLogger`. */
export interface LogPipeline {
  readonly processors: readonly LogProcessor[];
  /** What happens to bound fields ahead of their events; `undefined` if that cannot be said. */
  readonly fieldSteps: readonly FieldStep[] | undefined;
}

let pipeline: LogPipeline = pipelineOf([redact()]);

/** The steps that hold now. */
export function logPipeline(): LogPipeline {
  return pipeline;
}

/** Sets the processors for all loggers of this thread, from the next event on. Without `redact()` in the list nothing is redacted. */
export function configureLogger({ processors }: LoggerConfiguration): void {
  pipeline = pipelineOf(processors.filter((processor) => typeof processor === "function" || warnOf(processor)));
}

let isRunning = false;

/** `event` after all steps, or `null` if one dropped it, or if a step has logged it itself. Never throws. */
export function processed(event: LogEvent, { processors, fieldSteps }: LogPipeline): LogEvent | null {
  if (isRunning) {
    warn("a log processor must not log: what it logs is left out");
    return null;
  }
  let at = event;
  for (const processor of processors) {
    try {
      isRunning = true;
      const next = processor(at);
      if (next === null) return null;
      if (typeof next === "object") at = next;
      else warn(`the log processor ${nameOf(processor)} must return the event or null, not ${typeof next}`);
    } catch (error) {
      warn(`the log processor ${nameOf(processor)} threw: ${messageOf(error)}. Its events go on without it`);
    } finally {
      isRunning = false;
    }
  }
  return fieldSteps === undefined ? settled(at) : at;
}

/** `event` as lines and records can carry it, whatever a processor has put into it. */
function settled(event: LogEvent): LogEvent {
  const { level, event: text, logger, fields, exception } = event;
  return {
    ...event,
    level: Object.hasOwn(LOG_LEVELS, level) ? level : "info",
    event: words(text),
    logger: words(logger),
    fields: readFields(fields).fields,
    exception: exception && (plain(exception) as Exception),
  };
}

function pipelineOf(processors: readonly LogProcessor[]): LogPipeline {
  const steps = processors.map((processor) => (processor as Partial<FieldProcessor>)[FIELDS]);
  return { processors, fieldSteps: steps.every((step) => step !== undefined) ? steps : undefined };
}

function warnOf(processor: unknown): false {
  warn(`a log processor must be a function, not ${typeof processor}`);
  return false;
}

function nameOf(processor: LogProcessor): string {
  return `"${processor.name || "(unnamed)"}"`;
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "something that cannot be said";
  }
}
