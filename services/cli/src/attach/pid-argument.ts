import { InvalidArgumentError } from "commander";

/** Reads a process ID given on the command line. */
export function asPid(text: string): number {
  const pid = Number(text);
  if (!/^\d{1,10}$/.test(text) || pid < 1) throw new InvalidArgumentError("expected a process ID.");
  return pid;
}
