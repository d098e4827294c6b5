import { ANONYMOUS, type Frame } from "./frame.ts";
import { frameKind } from "./frame-kind.ts";

/** A positive whole number, or 0 for what is unknown. */
const position = (value: number) => (Number.isSafeInteger(value) && value > 0 ? value : 0);

/**
 * A frame as it is kept everywhere: `file://` is taken off the file, the nameless function gets `(anonymous)`, a line or column that is no
 * positive whole number counts as unknown, and the kind follows from the file.
 */
export function frameOf(functionName: string, file = "", line = 0, column = 0): Frame {
  const path = file.startsWith("file://") ? pathOfUrl(file) : file;
  return {
    function: functionName === "" ? ANONYMOUS : functionName,
    file: path,
    line: position(line),
    column: position(column),
    kind: frameKind(path),
  };
}

/** The path of a `file://` URL, percent signs decoded; `/C:/…` loses its first slash. */
function pathOfUrl(url: string): string {
  let path = url.slice("file://".length);
  try {
    path = decodeURIComponent(path);
  } catch {
    // A percent sign that stands for itself: what wrote this did not encode its URLs.
  }
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}
