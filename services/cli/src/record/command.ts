import { type Command, Option } from "commander";
import { asNumber } from "../output/number-argument.ts";
import { type ApiFlags, withApiFlags } from "../read/api-flags.ts";
import { RECORD_FORMATS, type RecordFormat } from "./format.ts";

const EXAMPLES = `
Examples:
  throughline record 4242                                   10 seconds, as an interactive flame graph
  throughline record 4242 -d 60 -o checkout.speedscope.json for https://www.speedscope.app
  throughline record cart -d 300                            what all instances of a service ran in the last five minutes
  throughline record 4242 -d 5 -f folded -o - | sort        folded stacks, one a line
  throughline record 4242 --heap -d 60                      where the memory was allocated that it keeps: a leak
  throughline record 4242 -o profile.cpuprofile             for the Performance panel of Chrome's developer tools

Ends early on Ctrl-C, with what it has.`;

const MAX_SECONDS = 86_400;
const MAX_RATE = 1_000;

export interface RecordOptions extends ApiFlags {
  readonly duration: number;
  readonly rate: number;
  readonly heap?: boolean;
  readonly output?: string;
  readonly format?: RecordFormat;
}

/** Adds `throughline record`. */
export function record(program: Command): void {
  withApiFlags(program.command("record"))
    .description("a flame graph, or another profile, of what a Node process or a service runs")
    .argument("<pid|service>", "process ID, or the name of a service whose instances send stack samples")
    .option(
      "-d, --duration <seconds>",
      "how long; of a service the newest so many seconds, which are there at once",
      asNumber(0.1, MAX_SECONDS, "seconds"),
      10,
    )
    .option("-r, --rate <samples>", "samples per second and thread, of a process", asNumber(1, MAX_RATE, "samples per second"), 99)
    .option("--heap", "instead of what runs: what is allocated meanwhile and lives at the end, in bytes by where, of a process")
    .option("-o, --output <file>", "where to; - is stdout (default: a file named after process and time)")
    .addOption(new Option("-f, --format <format>", "by default from the file's ending, else svg").choices(RECORD_FORMATS))
    .addHelpText("after", EXAMPLES)
    .action(async (subject: string, options: RecordOptions) => {
      const { runRecord } = await import("./run-record.ts");
      await runRecord(subject, options);
    });
}
