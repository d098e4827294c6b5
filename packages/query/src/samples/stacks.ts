import { cut } from "../limits.ts";
import { Parameters, type Run, type Statement } from "../statement.ts";
import type { SampleKind } from "./kinds.ts";
import { type SampleScope, samplesTable } from "./scope.ts";

/** What the samples of one stack weigh together. */
export interface WeighedStack {
  /** Hash. */
  readonly stack: string;
  /** In the unit of the kind. */
  readonly weight: number;
  readonly samples: number;
  /** Hashes of the frames, root first; `undefined`: the stack is not stored. */
  readonly frames: readonly string[] | undefined;
}

/** A row of `frames`. */
export interface FrameRow {
  readonly frame: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: "own" | "dependency" | "node" | "native";
}

export interface WeighedStacks {
  /** Heaviest first. */
  readonly stacks: readonly WeighedStack[];
  readonly wereCut: boolean;
  /** By hash; one that is not stored is not in the map. */
  readonly frames: ReadonlyMap<string, FrameRow>;
}

/** Most hashes in one statement: they travel in the URL. */
const BATCH = 5_000;

/** Frames of all stacks, each as often as it occurs, after which no more stacks are read: there are stacks of a thousand frames. */
const MAX_HELD = 4_000_000;

/** What the samples of one stack, type and unit weigh together. */
export interface StackWeight {
  readonly type: string;
  readonly unit: string;
  /** Hash. */
  readonly stack: string;
  readonly weight: string;
  readonly taken: string;
}

/** Weighs the stacks of a scope: of each type and unit, or of one type, the heaviest, at most one more than `limit`. */
export function readWeights(run: Run, scope: SampleScope, type: string | undefined, limit: number): Promise<StackWeight[]> {
  const parameters = new Parameters();
  const ofType = type === undefined ? [] : [`type = ${parameters.bind("String", type)}`];
  return run<StackWeight>(
    parameters.statement(`SELECT type, unit, stack, sum(value) AS weight, sum(count) AS taken
FROM ${samplesTable(parameters, scope, ofType)}
GROUP BY type, unit, stack
ORDER BY weight DESC, stack
LIMIT ${parameters.bind("UInt32", limit + 1)} BY type, unit`),
  );
}

/** Reads the frames of the stacks of one kind of samples, at most `limit`: nothing of stacks that no sample names. */
export async function readStacks(run: Run, weights: readonly StackWeight[], kind: SampleKind, limit: number): Promise<WeighedStacks> {
  const { rows: weighed, wereCut } = cut(
    weights.filter(({ type, unit }) => type === kind.type && unit === kind.unit),
    limit,
  );
  const stacks = new Map<string, readonly string[]>();
  const frames = new Map<string, FrameRow>();
  let held = 0;
  let read = 0;
  for (; read < weighed.length && held < MAX_HELD; read += BATCH) {
    const hashes = weighed.slice(read, read + BATCH).map(({ stack }) => stack);
    const [stackRows, frameRows] = await Promise.all([
      run<{ stack: string; frames: readonly string[] }>(stacksStatement(kind.services, hashes)),
      run<FrameRow>(framesStatement(kind.services, hashes)),
    ]);
    for (const row of stackRows) {
      stacks.set(row.stack, row.frames);
      held += row.frames.length;
    }
    for (const row of frameRows) frames.set(row.frame, row);
  }
  return {
    stacks: weighed.slice(0, read).map(({ stack, weight, taken }) => ({
      stack,
      weight: Number(weight),
      samples: Number(taken),
      frames: stacks.get(stack),
    })),
    wereCut: wereCut || read < weighed.length,
    frames,
  };
}

function stacksStatement(services: readonly string[], hashes: readonly string[]): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT stack, frames\n${ofStacks(parameters, services, hashes)}\nLIMIT 1 BY stack`);
}

function framesStatement(services: readonly string[], hashes: readonly string[]): Statement {
  const parameters = new Parameters();
  return parameters.statement(`SELECT frame, function, file, line, column, kind
FROM frames
WHERE frame IN (SELECT arrayJoin(frames) ${ofStacks(parameters, services, hashes)})
LIMIT 1 BY frame`);
}

function ofStacks(parameters: Parameters, services: readonly string[], hashes: readonly string[]): string {
  return `FROM stacks
WHERE service IN (SELECT arrayJoin(${parameters.bind("Array(String)", services)}))
  AND stack IN (SELECT toUInt64(arrayJoin(${parameters.bind("Array(String)", hashes)})))`;
}
