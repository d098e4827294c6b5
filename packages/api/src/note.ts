import { z } from "zod";

/** What a result may lack. Codes are stable; messages are for people. */
export const NOTE_CODES = {
  shard_unreachable: "a part of the cluster cannot be reached: what is stored there is missing",
  before_retention: "what was asked for begins before the retention of a signal that it is made of: what is older of that has expired",
  removed_for_room: "the range that was asked for begins in days that were removed before their time, because the disk would have filled",
  range_clipped: "the range that was asked for is longer than one query may cover; it was cut at its beginning",
  search_incomplete: "the search took too long and stopped; what it found is newer than the time that it says",
  trace_spans_cut: "some traces have more spans than a search looks at; the earliest of them told whether they match",
  spans_cut: "there are more spans than one answer holds; the earliest are given",
  logs_cut: "there are more log records than one answer holds; the earliest are given",
  traces_cut: "there are more traces than one answer holds, or is made of; it has the newest",
  spans_missing: "log records name the trace, but none of its spans is stored",
  root_missing: "no span without a parent is stored: it has not ended, was not sent, or has expired",
  parents_missing: "some spans name a parent that is not stored",
  spans_open: "some spans have not ended: what is shown of them is as of their last report",
  spans_lost: "some spans had not ended when they were last heard of: their process has ended, is stuck, or its reports do not arrive",
  sdk_dropped: "the SDK of a service could not send some of its spans or log records about that time",
  blocks_cut: "there are more blocks than one answer holds; the longest are given",
  victims_cut: "of some blocks there are more victims than one answer holds; the longest waiting are given",
  tail_behind: "more arrived than a live tail shows, or it could not be read for a while",
  matches_cut: "more spans match than one flame graph is made of; the newest are taken",
  descendants_cut: "there are more spans below those selected than one flame graph is made of",
  no_match: "no span matches",
  not_found: "nothing is stored of what a flame graph was asked for",
  no_such_type: "what a flame graph was asked for has samples, but none of the type that was asked for",
  expired: "all of the range that a flame graph was asked for is older than the retention of samples",
  not_sampled: "none of the services concerned sent stack samples of that time",
  no_sample_hit: "stack samples were taken at that time, but none of them fell upon what was asked for",
  window_empty: "the service sends stack samples, but none of the range that was asked for is stored",
  units_differ: "samples of this type have several units; those of the most frequent are given",
  stacks_cut: "there are more different stacks than one answer holds; the heaviest are given, the rest is counted without frames",
  stacks_missing: "the stacks of some samples are not stored; they are counted without frames",
  series_cut: "there are more series than one answer holds; those of the most spans are given, and a total is of all",
  step_widened: "the step that was asked for gives more points than one answer holds; it was made longer",
  durations_unknown: "some calls were stored before durations were counted; percentiles are of the others",
  still_arriving: "the range reaches up to now, and spans are sent when they have ended: the newest numbers will still grow",
  errors_cut: "there are more kinds of errors than are counted; rare ones are missing",
  instances_cut: "there are more processes than one answer holds; those that were seen last are given",
  edges_cut: "there are more edges than one answer holds; the most called are given",
  attributes_sampled:
    "not all that is stored was read for attributes: what is older than the time that it says is not counted, and may have others",
  nodes_cut: "there are more frames than one answer holds; the thinnest are left out",
} as const;

export type NoteCode = keyof typeof NOTE_CODES;

export const note = z
  .object({
    code: z.enum(Object.keys(NOTE_CODES) as [NoteCode, ...NoteCode[]]).describe(
      `What may be missing, for scripts. ${Object.entries(NOTE_CODES)
        .map(([code, text]) => `\`${code}\`: ${text}.`)
        .join(" ")}`,
    ),
    message: z.string().describe("The same for people, with numbers"),
  })
  .meta({ id: "Note", description: "What this result may lack. No note means that nothing stored was left out" });

export type Note = z.infer<typeof note>;

export const notes = z.array(note);
