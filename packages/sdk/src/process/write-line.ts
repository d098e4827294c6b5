import type { Writable } from "node:stream";

/**
 * Writes a line to the process's stdout or stderr. Never throws, and a closed pipe or a full disk is no uncaught error.
 *
 * Only for this write: what becomes of the app's own writes stays the app's affair. (`console.log` does not survive a closed pipe.)
 */
export function writeLine(to: "stdout" | "stderr", line: string): void {
  try {
    process[to].write(`${line}\n`, to === "stdout" ? onStdoutWritten : onStderrWritten);
  } catch {
    // Nobody is left to tell.
  }
}

// Node emits the error on the stream too, right after this.
const onStdoutWritten = (error?: Error | null): void => {
  if (error) ignoreErrors(process.stdout);
};
const onStderrWritten = (error?: Error | null): void => {
  if (error) ignoreErrors(process.stderr);
};

const ignore = (): void => {};

function ignoreErrors(stream: Writable): void {
  if (stream.listeners("error").includes(ignore)) return;
  stream.on("error", ignore);
  setImmediate(() => stream.off("error", ignore)).unref();
}
