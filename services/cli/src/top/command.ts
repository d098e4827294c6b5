import { type Command, Option } from "commander";
import { asCount, asNumber } from "../output/number-argument.ts";
import { type ApiFlags, withApiFlags } from "../read/api-flags.ts";
import { TOP_ORDERS, type TopOrder } from "./order.ts";

const EXAMPLES = `
Examples:
  throughline top 4242                     live; 1–4 sort by a column, q ends
  throughline top cart                     of all instances of a service, as they send it
  throughline top 4242 --count 1           one table of one second
  throughline top 4242 --json | jq .idle   a line of JSON per interval

%Own and %Total are shares of the last interval, OwnTime and TotalTime seconds since the beginning. Own is what ran in the function itself,
total is that and what it called.`;

const MAX_RATE = 1_000;

export interface TopOptions extends ApiFlags {
  /** Seconds. */
  readonly interval?: number;
  readonly rate: number;
  readonly count?: number;
  readonly json?: true;
  readonly sort: TopOrder;
  readonly limit: number;
}

/** Adds `throughline top`. */
export function top(program: Command): void {
  withApiFlags(program.command("top"))
    .description("what a Node process or a service runs, live")
    .argument("<pid|service>", "process ID, or the name of a service whose instances send stack samples")
    .option("-i, --interval <seconds>", "between two tables (default: 1, of a service 10)", asNumber(0.1, 3_600, "seconds"))
    .option("-r, --rate <samples>", "samples per second and thread", asNumber(1, MAX_RATE, "samples per second"), 99)
    .option("-c, --count <tables>", "end after so many", asCount)
    .option("-n, --limit <functions>", "functions in a table that does not go to a terminal", asCount, 30)
    .addOption(new Option("-s, --sort <column>", "to begin with").choices(TOP_ORDERS).default("own"))
    .option("-j, --json", "a line of JSON per interval")
    .addHelpText("after", EXAMPLES)
    .action(async (subject: string, options: TopOptions) => {
      const { runTop } = await import("./run-top.ts");
      await runTop(subject, options);
    });
}
