import { fileURLToPath } from "node:url";
import { originalPosition } from "./source-maps.ts";

/** One call on a stack, where the code was written: source-mapped where a map is known. */
export type StackFrame = {
  /** As V8 names it: `Cart.checkout`, `new Cart`, `<anonymous>`. */
  readonly function: string;
  /** A path, or what V8 says instead: `node:fs`, `native`. */
  readonly file: string;
  /** From 1; absent where V8 knows none. */
  readonly line?: number;
  readonly column?: number;
  /** Whether it is the app's own code: not Node's, not a package's. */
  readonly in_app: boolean;
  /** The caller waits for it by `await`. */
  readonly async?: boolean;
};

const MAX_FRAMES = 100;
const FRAME = /^ {4}at (async )?(?:(.+) \((.*)\)|(.+))$/;
const POSITION = /^(.*):(\d+):(\d+)$/;

/** The frames of an error's `stack`, the innermost first. Empty if the text is no stack of V8's. */
export function stackFrames(stack: string, message: string): StackFrame[] {
  const frames: StackFrame[] = [];
  const begin = message === "" ? 0 : Math.max(stack.indexOf(message), 0) + message.length;
  for (const line of stack.slice(stack.startsWith("    at ") ? 0 : begin).split("\n")) {
    const match = FRAME.exec(line);
    if (match === null) continue;
    frames.push(frame(match[2], match[3] ?? match[4] ?? "", match[1] !== undefined));
    if (frames.length === MAX_FRAMES) break;
  }
  return frames;
}

function frame(name: string = "<anonymous>", location: string, isAsync: boolean): StackFrame {
  const marks = isAsync ? { async: true } : undefined;
  const position = POSITION.exec(location);
  if (position === null) return { function: name, file: location, in_app: false, ...marks };
  const [, where = "", line, column] = position;
  const file = where.startsWith("file:") ? pathOf(where) : where;
  const found = originalPosition(file, Number(line), Number(column));
  return { function: name, file: found.file, line: found.line, column: found.column, in_app: isInApp(found.file), ...marks };
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

/** Whether `file`, a path or an address, is the app's own code. */
function isInApp(file: string): boolean {
  return !file.startsWith("node:") && !/[\\/]node_modules[\\/]|[\\/]throughline-sdk\.cjs$/.test(file) && /[\\/]/.test(file);
}
