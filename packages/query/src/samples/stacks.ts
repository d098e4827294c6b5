import { cut } from "../limits.ts";
import { Parameters, type Run } from "../statement.ts";
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

/** Reads the stacks of one kind of samples, at most `limit`, and their frames: nothing of stacks that no sample names. */
export async function readStacks(
  run: Run,
  scope: SampleScope,
  { type, unit, services }: SampleKind,
  limit: number,
): Promise<WeighedStacks> {
  const parameters = new Parameters();
  const kind = [`type = ${parameters.bind("String", type)}`, `unit = ${parameters.bind("String", unit)}`];
  const rows = await run<{ stack: string; weight: string; taken: string }>(
    parameters.statement(`SELECT stack, sum(value) AS weight, sum(count) AS taken
FROM ${samplesTable(parameters, scope, kind)}
GROUP BY stack
ORDER BY weight DESC, stack
LIMIT ${parameters.bind("UInt32", limit + 1)}`),
  );
  const { rows: weighed, wereCut } = cut(rows, limit);
  const stacks = await readByHash<{ stack: string; frames: readonly string[] }>(
    run,
    weighed.map(({ stack }) => stack),
    (values, among) => `SELECT stack, frames
FROM stacks
WHERE service IN (SELECT arrayJoin(${values.bind("Array(String)", services)})) AND stack IN ${among}
LIMIT 1 BY stack`,
  );
  const framesOf = new Map(stacks.map((row) => [row.stack, row.frames]));
  const hashes = new Set<string>();
  for (const { frames } of stacks) for (const frame of frames) hashes.add(frame);
  const frames = await readByHash<FrameRow>(
    run,
    [...hashes],
    (_, among) => `SELECT frame, function, file, line, column, kind\nFROM frames\nWHERE frame IN ${among}\nLIMIT 1 BY frame`,
  );
  return {
    stacks: weighed.map(({ stack, weight, taken }) => ({
      stack,
      weight: Number(weight),
      samples: Number(taken),
      frames: framesOf.get(stack),
    })),
    wereCut,
    frames: new Map(frames.map((row) => [row.frame, row])),
  };
}

/** Rows of any number of hashes, a batch after the other. `statement` gives the SQL that finds those `among` them. */
async function readByHash<Row>(
  run: Run,
  hashes: readonly string[],
  statement: (parameters: Parameters, among: string) => string,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < hashes.length; at += BATCH) {
    const parameters = new Parameters();
    const among = `(SELECT toUInt64(arrayJoin(${parameters.bind("Array(String)", hashes.slice(at, at + BATCH))})))`;
    for (const row of await run<Row>(parameters.statement(statement(parameters, among)))) rows.push(row);
  }
  return rows;
}
