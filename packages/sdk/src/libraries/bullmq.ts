import { context, SpanKind, SpanStatusCode, trace, type Attributes, type AttributeValue, type Span } from "@opentelemetry/api";
import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";
import { carryContext, withCarriedContext } from "../correlation/carried-context.ts";

/** BullMQ's `SpanKind`. Everything else that it traces, such as extending locks, is about itself. */
const PRODUCER = 3;
const CONSUMER = 4;

/** What BullMQ uses of a span. */
interface JobSpan {
  setAttribute(name: string, value: AttributeValue): void;
  setAttributes(attributes: Attributes): void;
  addEvent(name: string): void;
  recordException(error: Error): void;
}

/** Work that BullMQ does. It wants a span, and what is to be stored with a job; it does well without both. */
type Work = (span?: JobSpan, stored?: string) => unknown;

/** How BullMQ traces all that it does. */
type Trace = (
  telemetry: unknown,
  kind: number,
  queue: string,
  operation: string,
  destination: string,
  work: Work,
  stored?: string,
) => Promise<unknown>;

const SUPPORTED = [">=5.0.0 <7"];

/**
 * BullMQ 5 and 6: jobs carry the action that added them, and are worked off as a part of it, in spans of the names that BullMQ gives.
 *
 * BullMQ has an interface for this, `telemetry`, which an app must set on each queue and worker. All of it goes through one function,
 * which stores the context in the job's own place for it, so that both sides understand `bullmq-otel`. An app that has set `telemetry`
 * keeps it.
 */
export function bullmqChanges(): InstrumentationModuleDefinition[] {
  const change = (name: string, patch: (exports: never) => void) => ({
    name: `bullmq/dist/cjs/${name}`,
    supportedVersions: SUPPORTED,
    patch(exports: unknown) {
      patch(exports as never);
      return exports;
    },
    unpatch: () => {},
  });
  const files = [
    change("utils/index.js", traceJobs),
    change("utils.js", traceJobs),
    change("classes/job-scheduler.js", leaveScheduledJobsAlone),
    change("classes/flow-producer.js", giveFlowsOptions),
  ];
  return [{ name: "bullmq", supportedVersions: SUPPORTED, files }];
}

function traceJobs(utils: { trace?: Trace }): void {
  const { trace: theirs } = utils;
  if (theirs === undefined) return;
  utils.trace = (telemetry, kind, queue, operation, destination, work, stored) => {
    if (telemetry) return theirs(telemetry, kind, queue, operation, destination, work, stored);
    if (kind !== PRODUCER && kind !== CONSUMER) return theirs(undefined, kind, queue, operation, destination, work);
    const run = (): Promise<unknown> => inSpan(kind, queue, operation, destination, work);
    // A worker takes job after job: one that carries nothing is an action of its own, and no part of the one before.
    return kind === CONSUMER ? withCarriedContext(carriedBy(stored), run) : run();
  };
}

async function inSpan(kind: number, queue: string, operation: string, destination: string, work: Work): Promise<unknown> {
  const attributes = { "bullmq.queue.name": queue, "bullmq.queue.operation": operation };
  const options = { kind: kind === PRODUCER ? SpanKind.PRODUCER : SpanKind.CONSUMER, attributes };
  const span = trace.getTracer("@throughline/sdk/bullmq").startSpan(destination ? `${operation} ${destination}` : operation, options);
  try {
    return await context.with(trace.setSpan(context.active(), span), () => {
      const carried = kind === PRODUCER ? carryContext() : {};
      return work(jobSpan(span), Object.keys(carried).length === 0 ? undefined : JSON.stringify(carried));
    });
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** What is stored with a job, by us or by `bullmq-otel`. */
function carriedBy(stored: string | undefined): Record<string, unknown> | undefined {
  try {
    const carried: unknown = stored === undefined ? undefined : JSON.parse(stored);
    return typeof carried === "object" && carried !== null ? (carried as Record<string, unknown>) : undefined;
  } catch {
    // Nobody's format that we know.
    return undefined;
  }
}

/** Leaves out what BullMQ tells in events: a job's whole result. */
function jobSpan(span: Span): JobSpan {
  return {
    setAttribute: (name, value) => void span.setAttribute(name, value),
    setAttributes: (attributes) => void span.setAttributes(attributes),
    addEvent() {},
    recordException: (error) => fail(span, error),
  };
}

function fail(span: Span, error: unknown): void {
  if (error instanceof Error) span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
}

interface SchedulerClass {
  readonly prototype: { trace?: (kind: number, operation: string, destination: string, work: Work, stored?: string) => unknown };
}

/** Each job of a schedule is an action of its own, rather than a late part of the one that once set up the schedule. */
function leaveScheduledJobsAlone({ JobScheduler }: { JobScheduler?: SchedulerClass }): void {
  const theirs = JobScheduler?.prototype.trace;
  if (JobScheduler === undefined || theirs === undefined) return;
  JobScheduler.prototype.trace = function (this: { opts?: { telemetry?: unknown } }, kind, operation, destination, work, stored) {
    return this.opts?.telemetry ? theirs.call(this, kind, operation, destination, work, stored) : work();
  };
}

interface Flow {
  readonly node?: { readonly opts?: object };
}

interface FlowClass {
  readonly prototype: { addNode?: (flow: Flow) => unknown };
}

/** A job of a flow carries an action only if it has options, be they empty. */
function giveFlowsOptions({ FlowProducer }: { FlowProducer?: FlowClass }): void {
  const theirs = FlowProducer?.prototype.addNode;
  if (FlowProducer === undefined || theirs === undefined) return;
  FlowProducer.prototype.addNode = function (flow) {
    return theirs.call(this, flow.node && !flow.node.opts ? { ...flow, node: { ...flow.node, opts: {} } } : flow);
  };
}
