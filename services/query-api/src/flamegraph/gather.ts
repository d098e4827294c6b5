import type { Note } from "@throughline/api";
import { Profile } from "@throughline/profile";
import { findSamples, type FoundSamples, readSampleKinds, readStacks, readWeights, type Run, type SampleKind } from "@throughline/query";
import type { Context } from "../context.ts";
import { searchIncomplete, tracesCut } from "../notes.ts";
import { NoSamples } from "./no-samples.ts";
import { profileOf } from "./profile-of.ts";
import type { NamedSelection } from "./selection.ts";
import { whyNothing } from "./why-nothing.ts";

/** Node's SDK samples them when it is asked to. */
const ALLOCATIONS =
  ". Allocations are sampled where THROUGHLINE_PROFILING is wall,heap; of a process that runs, now: throughline record PID --heap";

/** The samples of a selection that are of one type. */
export interface Gathered {
  readonly name: string;
  readonly profile: Profile;
  /** Undefined: there are none. */
  readonly kind: SampleKind | undefined;
  /** All types that the selection has. */
  readonly kinds: readonly SampleKind[];
  /** Where there are none in the range of a service: when it took its newest, in Unix nanoseconds. */
  readonly newest?: bigint;
  readonly notes: readonly Note[];
}

/** Most spans that a filter finds. */
const MAX_MATCHES = 10_000;

/** Most different stacks. */
const MAX_STACKS = 100_000;

/**
 * Finds the samples of a selection and merges those of `type`; where it is not given: wall, else cpu, else the type of most samples.
 * @throws NoSamples for what is not known: the service, trace, span …, or the type.
 */
export async function gather(run: Run, context: Context, selection: NamedSelection, type: string | undefined): Promise<Gathered> {
  const { bounds } = context;
  const found = await findSamples(run, selection, {
    matches: MAX_MATCHES,
    traces: bounds.traces,
    deadline: performance.now() + bounds.querySeconds * 1_000,
  });
  const notes = notesOfFound(found, context);
  // Of a service there may be so many samples that those of other types are better not looked at.
  const isTypeOpen = type === undefined && selection.selector.by === "service";
  const [kinds, early] = found.scope
    ? await Promise.all([readSampleKinds(run, found.scope), isTypeOpen ? undefined : readWeights(run, found.scope, type, MAX_STACKS)])
    : [[], undefined];
  if (!found.scope || kinds.length === 0) {
    const { note, newest } = await whyNothing(run, context, selection, found);
    notes.push(note);
    return {
      name: selection.name,
      profile: new Profile({ sampleType: type ?? "wall", unit: "nanoseconds" }),
      kind: undefined,
      kinds,
      notes,
      ...(newest !== undefined && { newest }),
    };
  }
  const kind = chosen(kinds, type);
  if (!kind)
    throw new NoSamples(
      {
        code: "no_such_type",
        message: `There are no samples of type "${type}" for ${selection.name}; there are ${[...new Set(kinds.map((each) => each.type))].join(", ")}${type === "alloc" ? ALLOCATIONS : ""}`,
      },
      kinds,
    );
  const weights = early ?? (await readWeights(run, found.scope, kind.type, MAX_STACKS));
  const stacks = await readStacks(run, weights, kind, MAX_STACKS);
  const { profile, missing } = profileOf(kind, stacks);
  profile.name = selection.name;
  const units = kinds.filter((each) => each.type === kind.type);
  if (units.length > 1)
    notes.push({
      code: "units_differ",
      message: `Samples of type ${kind.type} are in ${units.map(({ unit, samples }) => `${unit} (${samples})`).join(" and ")}: those in ${kind.unit} are given`,
    });
  if (stacks.wereCut)
    notes.push({
      code: "stacks_cut",
      message: `There are more different stacks than one answer holds: the heaviest ${stacks.stacks.length} are given, the rest is counted without frames`,
    });
  if (missing > 0)
    notes.push({ code: "stacks_missing", message: `The stacks of ${missing} samples are not stored: they are counted without frames` });
  return { name: selection.name, profile, kind, kinds, notes };
}

function chosen(kinds: readonly SampleKind[], type: string | undefined): SampleKind | undefined {
  const ofType = (wanted: string) => kinds.find((kind) => kind.type === wanted);
  if (type !== undefined) return ofType(type);
  return ofType("wall") ?? ofType("cpu") ?? kinds.toSorted((a, b) => b.samples - a.samples)[0];
}

function notesOfFound({ matchesWereCut, descendantsWereCut, tracesWereCut, searchedFrom }: FoundSamples, { bounds }: Context): Note[] {
  const notes: Note[] = [];
  if (searchedFrom !== undefined) notes.push(searchIncomplete(searchedFrom, bounds));
  if (matchesWereCut)
    notes.push({ code: "matches_cut", message: `More than ${MAX_MATCHES} spans match: the samples are of the newest that do` });
  if (descendantsWereCut)
    notes.push({
      code: "descendants_cut",
      message:
        "There are too many spans below those selected: the samples of some are missing. A shorter range or a narrower filter has all",
    });
  if (tracesWereCut) notes.push(tracesCut(bounds));
  return notes;
}
