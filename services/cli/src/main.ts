/** The `throughline` command. */
import { Command, CommanderError } from "commander";
import { fail } from "@throughline/pipeline";
import { up } from "./up/command.ts";

const program = new Command("throughline")
  .description("One user action across many services: its spans, its log lines, under one correlation ID")
  .showHelpAfterError("(throughline --help shows what there is)")
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(`throughline: ${text.replace(/^error: /, "")}`) });
up(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode); // it has said why
  fail(error);
}
