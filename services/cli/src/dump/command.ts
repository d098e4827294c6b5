import type { Command } from "commander";
import { asPid } from "../attach/pid-argument.ts";

const EXAMPLES = `
Examples:
  throughline dump 4242              the stack of every thread, now
  throughline dump 4242 --locals     with the variables of every frame
  throughline dump 4242 --json       for scripts
  throughline dump $(pgrep -n node)  the Node process that was started last

Works on any Node process of the same user, instrumented or not, also on one that is stuck. Node's inspector is opened for it by SIGUSR1
and closed again; the process itself says so on its stderr ("Debugger listening on …").`;

/** Adds `throughline dump`. */
export function dump(program: Command): void {
  program
    .command("dump")
    .description("what every thread of a Node process does now")
    .argument("<pid>", "process ID", asPid)
    .option("-l, --locals", "with variables; values of names that look secret are left out")
    .option("-j, --json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (pid: number, options: { locals?: true; json?: true }) => {
      const { runDump } = await import("./run-dump.ts");
      await runDump(pid, { locals: options.locals === true, json: options.json === true });
    });
}
