import { parseArgs } from "node:util";
import { numbers } from "../kit/arguments.ts";
import { CONTESTANTS, type ContestantName } from "./contestants.ts";

/** What the command line asks of the parts. */
export interface SdkArguments {
  readonly rounds: number | undefined;
  /** Major versions of Node. */
  readonly nodes: readonly number[];
  readonly only: readonly ContestantName[] | undefined;
  /** A folder for CPU profiles of the services under test. */
  readonly profileTo: string | undefined;
  /** Says the results and leaves docs/benchmarks.md as it is. */
  readonly printOnly: boolean;
  /** As given, for the report. */
  readonly given: readonly string[];
}

const NODES = [22, 24];

/** Reads `[part …] [--rounds=N] [--node=24] [--only=plain,ours] [--profile=DIR] [--print]`; anything else is refused. */
export function readArguments<Part extends string>(
  args: readonly string[],
  known: readonly Part[],
): SdkArguments & { parts: readonly Part[] } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: "string" },
      node: { type: "string" },
      only: { type: "string" },
      profile: { type: "string" },
      print: { type: "boolean", default: false },
    },
  });
  return {
    parts: positionals.length === 0 ? known : positionals.map((part) => oneOf("part", known, part)),
    rounds: values.rounds === undefined ? undefined : numbers([`--rounds=${values.rounds}`], { rounds: 1 }).rounds,
    nodes: nodesOf(values.node),
    only: values.only?.split(",").map((name) => oneOf("--only", Object.keys(CONTESTANTS) as ContestantName[], name)),
    profileTo: values.profile,
    printOnly: values.print || values.only !== undefined || values.profile !== undefined,
    given: args,
  };
}

/** The major versions that `--node=22,24` names; all without it. */
export function nodesOf(given: string | undefined): readonly number[] {
  return given === undefined ? NODES : given.split(",").map((node) => oneOf("--node", NODES, Number(node)));
}

function oneOf<Known extends string | number>(what: string, known: readonly Known[], given: string | number): Known {
  const found = known.find((one) => one === given);
  if (found === undefined) throw new Error(`Cannot use ${what} "${given}": expected one of ${known.join(", ")}`);
  return found;
}
