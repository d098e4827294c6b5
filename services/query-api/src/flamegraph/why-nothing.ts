import type { Note } from "@throughline/api";
import { nanosOfMillis } from "@throughline/model";
import {
  type FoundSamples,
  isSpanKnown,
  readNewestSample,
  readRunningTime,
  readServices,
  readSummaries,
  type Run,
  type TimeRange,
} from "@throughline/query";
import type { Context } from "../context.ts";
import { HOUR } from "../range.ts";
import { timeText } from "../time-text.ts";
import { NoSamples } from "./no-samples.ts";
import type { NamedSelection } from "./selection.ts";

/** Most traces that are looked at. */
const MAX_TRACES = 100;

export interface Nothing {
  readonly note: Note;
  /** When the service took its newest sample outside the range, in Unix nanoseconds. */
  readonly newest?: bigint;
}

/**
 * Why a selection has no samples.
 * @throws NoSamples where what was asked for is not known, or its samples have expired, or where a service has never sent any.
 */
export async function whyNothing(run: Run, context: Context, selection: NamedSelection, found: FoundSamples): Promise<Nothing> {
  if (selection.selector.by === "service") return ofService(run, context, selection.service ?? "");
  return { note: await ofSpans(run, context, selection, found) };
}

async function ofSpans(run: Run, context: Context, selection: NamedSelection, found: FoundSamples): Promise<Note> {
  const { selector, name, service } = selection;
  if (selector.by === "filter" && found.matches === 0)
    return {
      code: "no_match",
      message: `No span that began from ${timeText(selection.range.from)} to ${timeText(selection.range.to)} matches ${name}`,
    };
  // Its log records are outside any trace.
  if (selector.by === "correlation" && found.scope?.of?.traceIds.length === 0)
    return { code: "no_sample_hit", message: `What is stored of ${name} are log records outside any trace: no stack samples carry it` };
  const ran = found.scope && (await whenItRan(run, selection, found));
  if (!ran)
    throw new NoSamples({
      code: "not_found",
      message: `Nothing is stored of ${name}: none of it was received, or it is older than the retention of ${context.retention.text()}`,
    });
  const horizon = context.retention.horizon(["profiles"]);
  if (ran.to <= horizon)
    throw new NoSamples({
      code: "expired",
      message: `Stack samples from before ${timeText(horizon)} have expired: they are kept for ${context.retention.text(["profiles"])}, and ${name} ran until ${timeText(ran.to)}`,
    });
  const services = service === undefined ? await servicesOf(run, found, ran) : [service];
  if ((await readNewestSample(run, services, ran)) === undefined)
    return { code: "not_sampled", message: `No stack samples of that time are stored of ${list(services)}: ${NOT_SAMPLED}` };
  return {
    code: "no_sample_hit",
    message: `Stack samples of ${list(services)} were taken at that time, but none fell upon ${name}: it ran too shortly, or not on the thread`,
  };
}

const NOT_SAMPLED = "the sampler is off (THROUGHLINE_PROFILING=0), or does not run in it";

async function ofService(run: Run, { retention }: Context, service: string): Promise<Nothing> {
  const stored: TimeRange = { from: retention.horizon(), to: nanosOfMillis(Date.now()) + HOUR };
  const newest = await readNewestSample(run, [service], stored);
  if (newest !== undefined) {
    const message = `No samples of ${service} are stored of that range; its newest is from ${timeText(newest)}`;
    return { newest, note: { code: "window_empty", message } };
  }
  const isKnown = (await readServices(run, stored)).some(({ name }) => name === service);
  throw new NoSamples(
    isKnown
      ? {
          code: "not_sampled",
          message: `Service "${service}" has sent no stack samples within the retention of ${retention.text(["profiles"])}: ${NOT_SAMPLED}`,
        }
      : { code: "not_found", message: `No service "${service}" has sent anything within the retention of ${retention.text()}` },
  );
}

async function whenItRan(run: Run, { selector }: NamedSelection, found: FoundSamples): Promise<TimeRange | undefined> {
  if (found.block) return found.scope?.range;
  const ran = await readRunningTime(run, tracesOf(found));
  if (!ran || selector.by !== "span" || selector.traceId === undefined) return ran;
  return (await isSpanKnown(run, { traceId: selector.traceId, spanId: selector.spanId }, ran)) ? ran : undefined;
}

function tracesOf({ scope }: FoundSamples): readonly string[] {
  const traceIds = new Set([...(scope?.of?.traceIds ?? []), ...(scope?.of?.spans ?? []).map(({ traceId }) => traceId)]);
  return [...traceIds].slice(0, MAX_TRACES);
}

async function servicesOf(run: Run, found: FoundSamples, ran: TimeRange): Promise<readonly string[]> {
  if (found.block) return [found.block.service];
  const summaries = await readSummaries(run, tracesOf(found), ran.from);
  return [...new Set(summaries.flatMap(({ services }) => services))].toSorted();
}

function list(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
}
