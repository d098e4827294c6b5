import type { FastifyReply } from "fastify";
import type { Gathered } from "./gather.ts";

/** What is said of the samples of a selection beside their type, number and weight. */
export function aboutJson({ kind, kinds, newest = kind?.newest }: Gathered) {
  return {
    spans: kind?.spans ?? 0,
    processes: kind?.processes ?? 0,
    services: [...(kind?.services ?? [])],
    firstSampleUnixNano: kind ? String(kind.first) : null,
    newestSampleUnixNano: newest === undefined ? null : String(newest),
    types: kinds.map(({ type, unit, samples }) => ({ type, unit, samples })),
  };
}

/** The same for people: `42 spans, 2 processes`. */
export function aboutText({ kind }: Gathered): string {
  return [
    [kind?.spans ?? 0, "span", "spans"],
    [kind?.processes ?? 0, "process", "processes"],
  ]
    .map(([count, one, more]) => `${count} ${count === 1 ? one : more}`)
    .join(", ");
}

/** Files have no room for it: it travels beside them, in headers. `prefix`: `base-` for what a selection is compared with. */
export function aboutHeaders(reply: FastifyReply, { profile, kind }: Gathered, prefix = ""): void {
  const headers = {
    "sample-type": profile.sampleType,
    "sample-unit": profile.unit,
    samples: profile.samples,
    spans: kind?.spans ?? 0,
    processes: kind?.processes ?? 0,
    seconds: Number(profile.durationNano) / 1e9,
  };
  for (const [name, value] of Object.entries(headers))
    reply.header(`throughline-${prefix}${name}`, String(value).replaceAll(/[^\x20-\x7e]/g, "?"));
}
