import { parseArgs } from "node:util";
import { numbers } from "./kit/arguments.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { storage } from "./profiles/storage.ts";

/** What the command line asks of the parts. */
export interface ProfileArguments {
  /** Stack samples that are stored. */
  readonly samples: number;
  readonly rounds: number;
  /** Says the results and leaves docs/benchmarks.md as it is. */
  readonly printOnly: boolean;
  /** As given, for the report. */
  readonly given: readonly string[];
}

const PARTS: Readonly<Record<string, (args: ProfileArguments) => Promise<void>>> = { storage };

/** Stack samples: what they cost, and how quickly a flame graph comes of them. */
export const profiles: Benchmark = {
  claim: `stack samples: bytes, ingest and flame graphs against folded text (parts: ${Object.keys(PARTS).join(", ")})`,
  async run(given) {
    const { values, positionals } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { samples: { type: "string" }, rounds: { type: "string" }, print: { type: "boolean", default: false } },
    });
    const asked = Object.entries({ samples: values.samples, rounds: values.rounds }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}=${value}`],
    );
    const args = { ...numbers(asked, { samples: 10_000_000, rounds: 7 }), printOnly: values.print, given };
    for (const part of positionals.length === 0 ? Object.keys(PARTS) : positionals) {
      const run = PARTS[part];
      if (!run) throw new Error(`Cannot run part "${part}": expected one of ${Object.keys(PARTS).join(", ")}`);
      await run(args);
    }
  },
};
