import type { FlameGraph, FlameGraphDifference, Note, TopFunctions } from "@throughline/api";
import { difference, Profile, top, tree, vmShares } from "@throughline/profile";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { aboutHeaders, aboutJson } from "../flamegraph/about.ts";
import { DIFFERENCE_FILES, FILES, fileName, type FlameGraphFile } from "../flamegraph/files.ts";
import { gather, type Gathered } from "../flamegraph/gather.ts";
import { leastShare, MAX_NODES } from "../flamegraph/nodes.ts";
import { NoSamples } from "../flamegraph/no-samples.ts";
import { baseOf, type SelectionParameters, selectionOf } from "../flamegraph/selection.ts";
import { DRAWING_POLICY } from "../gate/security-headers.ts";
import { badParameter, HttpError } from "../http-error.ts";
import { notesHeader } from "../notes-header.ts";
import { serve } from "../serve.ts";

/** `/api/v1/flamegraph` and `/api/v1/flamegraph/top`: merged stacks. */
export function flamegraphRoutes(app: FastifyInstance, context: Context): void {
  serve(app, context, "flamegraph", async ({ query, run, reply }): Promise<FlameGraph | FlameGraphDifference | Uint8Array> => {
    const { type, format } = query;
    const baseParameters = baseOf(query);
    if (baseParameters && format !== "json" && !DIFFERENCE_FILES.has(format))
      throw badParameter(
        "format",
        `${format} cannot say a difference: accepted with base. are json, ${[...DIFFERENCE_FILES.keys()].join(", ")}`,
      );
    const isNoted = query.missing === "note" && format === "json";
    const find = async (parameters: SelectionParameters, ofType: string | undefined, prefix = ""): Promise<Gathered> => {
      try {
        const { selection, notes } = selectionOf(parameters, { ...context, prefix });
        const found = await gather(run, context, selection, ofType);
        return { ...found, notes: [...notes, ...found.notes] };
      } catch (error) {
        if (isNoted && error instanceof NoSamples) return nothing(error, ofType);
        throw error;
      }
    };
    const found = await find(query, type);
    const foundBase = baseParameters && (await find(baseParameters, type ?? found.kind?.type, "base."));
    const gathered = foundBase ? asEmptyAs(found, foundBase) : found;
    const base = foundBase && asEmptyAs(foundBase, found);
    const notes = [...gathered.notes, ...ofBase(base?.notes ?? [])];
    if (base && base.profile.unit !== gathered.profile.unit)
      throw new HttpError(400, "bad_request", `Cannot compare samples in ${gathered.profile.unit} with samples in ${base.profile.unit}`);

    if (format === "json") return base ? differenceJson(gathered, base, notes) : treeJson(gathered, notes);
    if (!gathered.kind && !base?.kind) throw new HttpError(404, "no_samples", notes.map(({ message }) => message).join(". "));
    aboutHeaders(reply, gathered);
    if (base) aboutHeaders(reply, base, "base-");
    notesHeader(reply, notes);
    const file = base ? DIFFERENCE_FILES.get(format)?.(gathered, base) : FILES.get(format)?.(gathered);
    const { contentType, extension, bytes } = (await file) as FlameGraphFile;
    if (format === "svg") reply.header("content-security-policy", DRAWING_POLICY);
    reply.type(contentType).header("content-disposition", `inline; filename="${fileName(gathered)}${extension}"`);
    return bytes;
  });

  serve(app, context, "top", async ({ query, run }): Promise<TopFunctions> => {
    const { selection, notes } = selectionOf(query, context);
    const gathered = await gather(run, context, selection, query.type);
    const { profile } = gathered;
    const { gc, idle } = vmShares(profile);
    return {
      ...profileJson(gathered),
      gcShare: gc,
      idleShare: idle,
      functions: top(profile, { by: query.by, limit: query.limit }),
      notes: [...notes, ...gathered.notes],
    };
  });
}

function nothing({ note, kinds }: NoSamples, type = "wall"): Gathered {
  return { name: "", profile: new Profile({ sampleType: type, unit: "nanoseconds" }), kind: undefined, kinds, notes: [note] };
}

/** Nothing has no type: it is of that of what it is compared with. */
function asEmptyAs(gathered: Gathered, { kind, profile }: Gathered): Gathered {
  return gathered.kind || !kind ? gathered : { ...gathered, profile: new Profile({ sampleType: profile.sampleType, unit: profile.unit }) };
}

function profileJson(gathered: Gathered) {
  const { profile } = gathered;
  return {
    sampleType: profile.sampleType,
    unit: profile.unit,
    period: profile.period,
    samples: profile.samples,
    durationNano: String(profile.durationNano),
    total: profile.weight,
    ...aboutJson(gathered),
  };
}

function treeJson(gathered: Gathered, notes: readonly Note[]): FlameGraph {
  const minShare = leastShare(gathered.profile);
  return { ...profileJson(gathered), root: tree(gathered.profile, { minShare }).root, notes: [...notes, ...nodeNotes(minShare)] };
}

function differenceJson(gathered: Gathered, base: Gathered, notes: readonly Note[]): FlameGraphDifference {
  const minShare = Math.max(leastShare(gathered.profile), leastShare(base.profile));
  const { root } = difference(base.profile, gathered.profile, { minShare });
  return { ...profileJson(gathered), base: profileJson(base), root, notes: [...notes, ...nodeNotes(minShare)] };
}

function nodeNotes(minShare: number): Note[] {
  if (minShare === 0) return [];
  return [
    {
      code: "nodes_cut",
      message: `There are more than ${MAX_NODES} frames: those below ${(100 * minShare).toPrecision(2)} % are left out, and count for what called them`,
    },
  ];
}

function ofBase(notes: readonly Note[]): Note[] {
  return notes.map(({ code, message }) => ({ code, message: `Base: ${message}` }));
}
