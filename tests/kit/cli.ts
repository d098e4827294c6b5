import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment, Program, ROOT } from "./program.ts";

/** How a command ended and what it said. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real `throughline` with these arguments. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}, node: string = process.execPath): Program {
  return new Program(node, ["--disable-warning=ExperimentalWarning", join(ROOT, "services/cli/bin/throughline.mjs"), ...args], {
    env: { ...cleanEnvironment(), ...env },
  });
}

/** Runs it to its end. */
export async function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  const program = startCli(args, env);
  const { code } = await program.ended();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

/** The addresses at which a process said that its inspector listens, in order. */
export function inspectorPorts(stderr: string): number[] {
  return [...stderr.matchAll(/^Debugger listening on ws:\/\/.*?:(\d+)\//gm)].map(([, port]) => Number(port));
}

/** Whether anything listens on a TCP port of this machine. */
export function isListening(port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return ["tcp", "tcp6"].some((table) => new RegExp(`:${hex} [0-9A-F]+:0000 0A `).test(readFileSync(`/proc/net/${table}`, "utf8")));
}
