import { parseArgs } from "node:util";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { sampler } from "./profiles/sampler.ts";
import { storage } from "./profiles/storage.ts";
import { nodesOf } from "./sdk/arguments.ts";

/** What the command line asks of the parts. */
export interface ProfileArguments {
  /** Stack samples that are stored. */
  readonly samples: number;
  /** Each part has its own default. */
  readonly rounds: number | undefined;
  /** Major versions of Node. */
  readonly nodes: readonly number[];
  /** Says the results and leaves docs/benchmarks.md as it is. */
  readonly printOnly: boolean;
  /** As given, for the report. */
  readonly given: readonly string[];
}

const PARTS: Readonly<Record<string, (args: ProfileArguments) => Promise<void>>> = { storage, sampler };

/** Stack samples: what they cost a process and the storage, and how quickly a flame graph comes of them. */
export const profiles: Benchmark = {
  claim: `stack samples: bytes, ingest and flame graphs against folded text; CPU of the sampler (parts: ${Object.keys(PARTS).join(", ")})`,
  async run(given) {
    const { values, positionals } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        samples: { type: "string" },
        rounds: { type: "string" },
        node: { type: "string" },
        print: { type: "boolean", default: false },
      },
    });
    const { samples } = numbers(values.samples === undefined ? [] : [`--samples=${values.samples}`], { samples: 10_000_000 });
    const rounds = values.rounds === undefined ? undefined : numbers([`--rounds=${values.rounds}`], { rounds: 1 }).rounds;
    const args = { samples, rounds, nodes: nodesOf(values.node), printOnly: values.print, given };
    for (const part of positionals.length === 0 ? Object.keys(PARTS) : positionals) {
      const run = PARTS[part];
      if (!run) throw new Error(`Cannot run part "${part}": expected one of ${Object.keys(PARTS).join(", ")}`);
      await run(args);
    }
  },
};
