import type { Note } from "@throughline/api";
import { nanosOfMillis } from "@throughline/model";
import { type FoundSamples, readNewestSample, readServices, readSummaries, type Run, type TimeRange } from "@throughline/query";
import type { Context } from "../context.ts";
import { HttpError } from "../http-error.ts";
import { HOUR } from "../range.ts";
import { timeText } from "../time-text.ts";
import type { NamedSelection } from "./selection.ts";

/** Most traces whose services are looked up. */
const MAX_TRACES = 100;

/**
 * Why a selection has no samples, as a note.
 * @throws HttpError 404 where what was asked for is not known, or where a service has never sent any.
 */
export async function whyNothing(run: Run, context: Context, selection: NamedSelection, found: FoundSamples): Promise<Note> {
  const now = nanosOfMillis(Date.now());
  const stored: TimeRange = { from: now - context.retention.nanos, to: now + HOUR };
  const { selector, name, service } = selection;
  if (selector.by === "service") return ofService(run, context, service ?? "", stored);
  if (selector.by === "filter" && found.matches === 0)
    return {
      code: "no_match",
      message: `No span that began from ${timeText(selection.range.from)} to ${timeText(selection.range.to)} matches ${name}`,
    };
  const ran = found.block ? found.scope?.range : (found.scope?.of?.ran ?? (selector.by === "filter" ? found.scope?.range : undefined));
  // Its log records are outside any trace.
  if (!ran && selector.by === "correlation" && found.scope)
    return { code: "no_sample_hit", message: `What is stored of ${name} are log records outside any trace: no stack samples carry it` };
  if (!ran)
    throw new HttpError(
      404,
      "not_found",
      `Nothing is stored of ${name}: none of it was received, or it is older than the retention of ${context.retention.text}`,
    );
  const services = service === undefined ? await servicesOf(run, found, ran) : [service];
  if ((await readNewestSample(run, services, ran)) === undefined)
    return { code: "not_sampled", message: `No stack samples of that time are stored of ${list(services)}: ${NOT_SAMPLED}` };
  return {
    code: "no_sample_hit",
    message: `Stack samples of ${list(services)} were taken at that time, but none fell upon ${name}: it ran too shortly, or not on the thread`,
  };
}

const NOT_SAMPLED = "the sampler is off (THROUGHLINE_PROFILING=0), or does not run in it";

async function ofService(run: Run, { retention }: Context, service: string, stored: TimeRange): Promise<Note> {
  const newest = await readNewestSample(run, [service], stored);
  if (newest !== undefined)
    return { code: "window_empty", message: `No samples of ${service} are stored of that range; its newest is from ${timeText(newest)}` };
  const isKnown = (await readServices(run, stored)).some(({ name }) => name === service);
  throw isKnown
    ? new HttpError(
        404,
        "not_sampled",
        `Service "${service}" has sent no stack samples within the retention of ${retention.text}: ${NOT_SAMPLED}`,
      )
    : new HttpError(404, "not_found", `No service "${service}" has sent anything within the retention of ${retention.text}`);
}

async function servicesOf(run: Run, { scope, block }: FoundSamples, ran: TimeRange): Promise<readonly string[]> {
  if (block) return [block.service];
  const traceIds = new Set([...(scope?.of?.traceIds ?? []), ...(scope?.of?.spans ?? []).map(({ traceId }) => traceId)]);
  const summaries = await readSummaries(run, [...traceIds].slice(0, MAX_TRACES), ran.from);
  return [...new Set(summaries.flatMap(({ services }) => services))].toSorted();
}

function list(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
}
