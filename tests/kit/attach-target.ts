import { join } from "node:path";
import { expect } from "@jest/globals";
import { inspectorPorts, isListening } from "./cli.ts";
import { isAlive, Program, ROOT } from "./program.ts";
import { until } from "./until.ts";

/** So that targets of tests that run at the same time do not want the same port. */
export const ANY_PORT = "--inspect-port=0";

const FIXTURES = join(ROOT, "tests/fixtures");
const running: Program[] = [];

/** Arguments of Node for `tests/fixtures/attach-target.mjs`, which says what its words mean. */
export function attachTarget(...words: string[]): string[] {
  return [join(FIXTURES, "attach-target.mjs"), ...words];
}

/** Starts a process to attach to; resolves when it has said `ready`, with the port that it may have said. */
export async function startTarget(args: readonly string[], node = process.execPath): Promise<{ target: Program; port: string }> {
  const target = new Program(node, args);
  running.push(target);
  const [, port = ""] = await target.line(/^ready ?(\d*)/);
  return { target, port };
}

/** Kills all of them. For `afterEach`. */
export async function killTargets(): Promise<void> {
  await Promise.all(running.splice(0).map((program) => program.kill("SIGKILL")));
}

/** The inspector that was opened in it is closed, and it lives. */
export async function expectClosed(target: Program): Promise<void> {
  const ports = inspectorPorts(target.stderr);
  expect(ports.length).toBeGreaterThan(0);
  await until(
    () => ports.every((port) => !isListening(port)) || undefined,
    () => "the inspector to be closed",
  );
  expect(isAlive(target.pid)).toBe(true);
}
