/** Order confirmations, handed from checkout to notifications through the job store. Writing one and working it off are spans. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, propagation, trace, type Link } from "@opentelemetry/api";
import { JobStore, type Job } from "./job-store.ts";

export interface Confirmation {
  orderId: string;
  customer: string;
  skus: string[];
}

const QUEUE = "order-confirmations";
const ATTRIBUTES = { "messaging.system": "files", "messaging.destination.name": QUEUE };
const tracer = trace.getTracer("shop.confirmations");

export function openConfirmations(): JobStore<Confirmation> {
  const dir = process.env.SHOP_JOBS_DIR;
  if (!dir) throw new Error(`Cannot open "${QUEUE}": SHOP_JOBS_DIR is not set`);
  return new JobStore<Confirmation>(dir);
}

/** Leaves the job in the store with the context of this action in its headers. */
export function publish(jobs: JobStore<Confirmation>, confirmation: Confirmation, delayMs: number): Promise<Job<Confirmation>> {
  return tracer.startActiveSpan(`publish ${QUEUE}`, { kind: SpanKind.PRODUCER, attributes: ATTRIBUTES }, async (span) => {
    try {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      const job = await jobs.put(confirmation, headers, delayMs);
      span.setAttribute("messaging.message.id", job.id);
      return job;
    } finally {
      span.end();
    }
  });
}

/**
 * Runs `work` in the action that wrote the job: a trace of its own, since the first one is long over, linked to the span that
 * published the job, with the correlation ID of the baggage.
 */
export function consume<T>(job: Job<Confirmation>, work: () => Promise<T>): Promise<T> {
  const origin = propagation.extract(ROOT_CONTEXT, job.headers);
  const publisher = trace.getSpanContext(origin);
  const links: Link[] = publisher ? [{ context: publisher }] : [];
  const attributes = { ...ATTRIBUTES, "messaging.message.id": job.id, "messaging.delivery_attempt": job.attempt };
  const options = { kind: SpanKind.CONSUMER, root: true, links, attributes };
  return tracer.startActiveSpan(`process ${QUEUE}`, options, origin, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
