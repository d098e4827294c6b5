import { plainResource, readResources } from "../rows/resource.ts";
import type { Run } from "../statement.ts";
import type { TimeRange } from "../windows.ts";
import { type Activity, readActivity } from "./activity.ts";
import { type Blocked, type BlockNumbers, type Culprit, MAX_CULPRITS, readBlockedProcesses } from "./blocked.ts";
import { type Identity, identityOf } from "./identity.ts";
import { type Dropped, readRuntimes, type Runtime, type RuntimePoint } from "./runtime.ts";

/** A process of a service, and how it fared in a range. Times in Unix nanoseconds. */
export interface Instance extends Identity, Omit<Activity, "resource"> {
  /** Attributes of its resource as plain JSON. */
  readonly resource: Record<string, unknown>;
  readonly blocks: BlockNumbers & { readonly culprits: readonly Culprit[] };
  /** `undefined`: it reports nothing of its runtime. */
  readonly openSpans: number | undefined;
  readonly dropped: Dropped;
  readonly points: readonly RuntimePoint[];
}

export interface FoundInstances {
  /** Those that were blocked longest first, then those seen last. */
  readonly instances: readonly Instance[];
  /** There are more than are given: those seen last are. */
  readonly wereCut: boolean;
  /** Spans were counted from this time on; `undefined`: all of the range. */
  readonly spansFrom: bigint | undefined;
}

/** Instances in one answer: those seen last. */
export const MAX_INSTANCES = 100;

/** Resources that are looked at: those seen last. */
const MAX_RESOURCES = 1_000;

/** Finds the processes of a service that sent something of the range. */
export async function readInstances(run: Run, service: string, range: TimeRange, step: bigint): Promise<FoundInstances> {
  const { activities, spansFrom } = await readActivity(run, service, range);
  const looked = activities.slice(0, MAX_RESOURCES);
  const rows = await readResources(
    run,
    looked.map(({ resource }) => resource),
  );
  const all = [
    ...Map.groupBy(
      looked.map((activity) => ({ activity, identity: identityOf(rows.get(activity.resource), activity.resource) })),
      ({ identity }) => identity.id,
    ).values(),
  ];
  const given = all.slice(0, MAX_INSTANCES);
  const resources = given.flat().map(({ activity }) => activity.resource);
  const [blocked, runtimes] =
    resources.length === 0
      ? [[], []]
      : await Promise.all([readBlockedProcesses(run, service, resources, range), readRuntimes(run, service, resources, range, step)]);
  const instances = given.map((ofOne): Instance => {
    const own = new Set(ofOne.map(({ activity }) => activity.resource));
    const isOwn = ({ resource }: { readonly resource: string }) => own.has(resource);
    const [newest] = ofOne;
    const sum = (of: "spans" | "errors" | "logs" | "samples") => ofOne.reduce((total, { activity }) => total + activity[of], 0);
    return {
      ...(newest?.identity ?? identityOf(undefined, "")),
      resource: plainResource(rows.get(newest?.activity.resource ?? "")),
      spans: sum("spans"),
      errors: sum("errors"),
      logs: sum("logs"),
      samples: sum("samples"),
      first: ofOne.map(({ activity }) => activity.first).reduce((a, b) => (a < b ? a : b)),
      last: ofOne.map(({ activity }) => activity.last).reduce((a, b) => (a > b ? a : b)),
      blocks: togetherBlocked(blocked.filter(({ of }) => own.has(of))),
      ...togetherReported(runtimes.filter(isOwn)),
    };
  });
  return {
    instances: instances.toSorted((a, b) => Number(b.blocks.totalNano - a.blocks.totalNano) || Number(b.last - a.last)),
    wereCut: activities.length > MAX_RESOURCES || all.length > MAX_INSTANCES,
    spansFrom,
  };
}

/** Adds up what was blocked under the several resources of one process. */
function togetherBlocked(all: readonly Blocked[]): Instance["blocks"] {
  const byPlace = Map.groupBy(
    all.flatMap(({ culprits }) => culprits),
    (culprit) => JSON.stringify([culprit.function, culprit.file, culprit.line]),
  );
  const culprits = [...byPlace.values()].map((ofOne) => {
    const [first, ...others] = ofOne.toSorted(byExample) as [Culprit, ...Culprit[]];
    return others.length === 0 ? first : { ...first, ...added(ofOne), starts: ofOne.flatMap(({ starts }) => starts) };
  });
  return { ...added(all), culprits: culprits.toSorted((a, b) => Number(b.totalNano - a.totalNano)).slice(0, MAX_CULPRITS) };
}

function byExample({ example: a }: Culprit, { example: b }: Culprit): number {
  return Number(b.traceId !== "") - Number(a.traceId !== "") || Number(b.durationNano - a.durationNano);
}

function added(all: readonly BlockNumbers[]): BlockNumbers {
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    totalNano: all.reduce((sum, { totalNano }) => sum + totalNano, 0n),
    longestNano: all.reduce((most, { longestNano }) => (longestNano > most ? longestNano : most), 0n),
  };
}

/** Adds up what was reported under the several resources of one process: one after the other. */
function togetherReported(all: readonly Runtime[]): Pick<Instance, "openSpans" | "dropped" | "points"> {
  const [last] = all.toSorted((a, b) => Number(b.reported - a.reported));
  const points = new Map<bigint, RuntimePoint>();
  // Of a step in which both were reported, the later.
  for (const { points: own } of all.toSorted((a, b) => Number(a.reported - b.reported)))
    for (const point of own) points.set(point.start, point);
  const dropped = (of: keyof Dropped): number =>
    Math.max(0, ...all.map(({ droppedUntil }) => droppedUntil[of])) - Math.max(0, ...all.map(({ droppedBefore }) => droppedBefore[of]));
  return {
    openSpans: last?.openSpans,
    dropped: { spans: dropped("spans"), logs: dropped("logs") },
    points: [...points.values()].toSorted((a, b) => Number(a.start - b.start)),
  };
}
