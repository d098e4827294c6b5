/** The `throughline` command. */
import { Command, CommanderError } from "commander";
import { Cannot } from "./cannot.ts";
import { doctor } from "./doctor/command.ts";
import { dump } from "./dump/command.ts";
import { takeUrlBefore } from "./read/api-flags.ts";
import { readCommands } from "./read/commands.ts";
import { record } from "./record/command.ts";
import { top } from "./top/command.ts";
import { up } from "./up/command.ts";

const USAGE = 2;

const program = new Command("throughline")
  .description("One user action across many services: its spans, its log lines, under one correlation ID")
  .showHelpAfterError("(throughline --help shows what there is)")
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(`throughline: ${text.replace(/^error: /, "")}`) });
for (const command of [up, doctor, top, dump, record, readCommands]) command(program);
takeUrlBefore(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : USAGE); // it has said why
  if (error instanceof Cannot) {
    process.stderr.write(`throughline: ${error.message}\n`);
    process.exit(1);
  }
  const { fail } = await import("@throughline/pipeline");
  fail(error);
}
process.exit();
