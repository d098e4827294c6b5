import type { InstanceList, Note, StallList } from "@throughline/api";
import { nanosOfMillis, SIGNAL_NAMES } from "@throughline/model";
import {
  type Culprit,
  type Instance,
  logStepOf,
  MAX_INSTANCES,
  type OpenGroup,
  readInstances,
  readStalls,
  REPORT_NANOS,
  rhythmOf,
} from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { nothingMatches } from "../notes.ts";
import { HOUR, rangeOf } from "../range.ts";
import { serve } from "../serve.ts";
import { timeText } from "../time-text.ts";

/** As many points as a chart has room for. */
const POINTS = 120;

/** `/api/v1/instances` and `/api/v1/stalls`: how processes fare, and which services are held up. */
export function instanceRoutes(app: FastifyInstance, context: Context): void {
  const options = { fallback: HOUR, retention: context.retention, maxNanos: context.bounds.rangeNanos, ahead: 0n };

  serve(app, context, "instances", async ({ query: { service, ...times }, run }): Promise<InstanceList> => {
    const { range, notes } = rangeOf(times, { ...options, signals: SIGNAL_NAMES });
    const { nanos } = logStepOf(range, undefined, POINTS);
    const step = nanos < REPORT_NANOS ? REPORT_NANOS : nanos;
    const { instances, wereCut, spansFrom } = await readInstances(run, service, range, step);
    if (instances.length === 0) notes.push(nothingSent());
    if (wereCut)
      notes.push({
        code: "instances_cut",
        message: `There are more than ${MAX_INSTANCES} processes: the ${MAX_INSTANCES} that were seen last are given`,
      });
    if (spansFrom !== undefined)
      notes.push({
        code: "search_incomplete",
        message: `To count all spans takes too long: only those newer than ${timeText(spansFrom)} were counted. A shorter range is exact`,
      });
    return { stepNano: String(step), instances: instances.map(instanceJson), notes };
  });

  serve(app, context, "stalls", async ({ query, run }): Promise<StallList> => {
    const { range, notes } = rangeOf(query, { ...options, signals: ["logs"] });
    const services = (await readStalls(run, range, nanosOfMillis(Date.now()))).map(({ name, blocks, openSpans }) => ({
      name,
      blocks: { ...numbersJson(blocks), culprits: blocks.culprits.map(culpritJson) },
      openSpans: { count: openSpans.count, longestNano: String(openSpans.longestNano), groups: openSpans.groups.map(openGroupJson) },
    }));
    return { services, notes };
  });
}

function nothingSent(): Note {
  return { ...nothingMatches(), message: "Nothing of the range is stored that a process of this service sent" };
}

function numbersJson({ count, totalNano, longestNano }: { count: number; totalNano: bigint; longestNano: bigint }) {
  return { count, totalNano: String(totalNano), longestNano: String(longestNano) };
}

function culpritJson({ starts, callers, ranBy, example: { startNano, durationNano, ...held }, ...rest }: Culprit) {
  const every = rhythmOf(starts);
  return {
    function: rest.function,
    file: rest.file,
    line: rest.line,
    callers: [...callers],
    ranBy,
    everyNano: every === undefined ? null : String(every),
    ...numbersJson(rest),
    example: { ...held, startTimeUnixNano: String(startNano), durationNano: String(durationNano) },
  };
}

function openGroupJson({ oldest: { startNano, ...oldest }, newestStartNano, reportedNano, noneEndedSinceNano, ...group }: OpenGroup) {
  return {
    ...group,
    oldest: { ...oldest, startTimeUnixNano: String(startNano) },
    newestStartUnixNano: String(newestStartNano),
    reportedUnixNano: String(reportedNano),
    noneEndedSinceUnixNano: noneEndedSinceNano === null ? null : String(noneEndedSinceNano),
  };
}

function instanceJson({ first, last, samples, openSpans, blocks, points, ...rest }: Instance): InstanceList["instances"][number] {
  return {
    ...rest,
    firstSeenUnixNano: String(first),
    lastSeenUnixNano: String(last),
    samples: { count: samples },
    openSpans: openSpans ?? null,
    blocks: {
      ...numbersJson(blocks),
      culprits: blocks.culprits.map(culpritJson),
    },
    points: points.map(({ start, ...point }) => ({ timeUnixNano: String(start), ...point })),
  };
}
