import type { Frame, Stack } from "./frame.ts";
import { parseFrameText } from "./formats/frame-text.ts";
import { frameOf } from "./frame-of.ts";

/** Frames that are read of one stack: one that ran over has thousands, and what threw stands at its head. */
const MAX_FRAMES = 200;

/** V8: `    at async Cart.checkout (file:///app/cart.js:12:3)`; the JVM: `	at shop.Cart.checkout(Cart.java:12)`. */
const AT = /^\s+at (?:async )?(\S.*)$/;
const BARE_PLACE = /^(.*?[./\\:].*?):(\d{1,10})(?::(\d{1,10}))?$/;
const JVM = /^(?:[\w.@-]*\/)*([\w.$<>]+)\((Native Method|Unknown Source|\w+\.(?:java|kt|scala|groovy|clj))(?::(\d{1,10}))?\)$/;
/** The JVM's own library: its frames name no folder by which it could be told. */
const JVM_LIBRARY = /^(?:java|javax|jdk|sun|kotlin|scala)\./;
/** Python: `  File "/app/cart.py", line 12, in checkout`. */
const PYTHON = /^\s+File "(.*)", line (\d{1,10})(?:, in (.*))?$/;
/** Go: the function in a line of its own, then `	/app/cart.go:12 +0x1d`. */
const GO_PLACE = /^\t(\S.*\.go):(\d{1,10})(?: \+0x[0-9a-f]+)?$/;

/**
 * The frames of a stack trace as runtimes write them, the innermost first: of V8, the JVM, Python and Go. Of an exception with a cause those
 * of the exception itself. Empty: it is none of these.
 */
export function stackOfText(text: string): Stack {
  const frames: Frame[] = [];
  const python: Frame[] = [];
  let before = "";
  for (const line of text.split("\n")) {
    if (frames.length > 0 && line.startsWith("Caused by:")) break;
    const [, at] = AT.exec(line) ?? [];
    const [, file, lineNumber, name] = PYTHON.exec(line) ?? [];
    const [, goFile, goLine] = GO_PLACE.exec(line) ?? [];
    if (at !== undefined) frames.push(frameAt(at));
    else if (file !== undefined) python.push(frameOf(name ?? "", file, Number(lineNumber)));
    else if (goFile !== undefined) frames.push(frameOf(before.replace(/\([^()]*\)$/, ""), goFile, Number(goLine)));
    before = line;
    if (frames.length === MAX_FRAMES) break;
  }
  return frames.length > 0 ? frames : python.toReversed().slice(0, MAX_FRAMES);
}

/** The innermost frame of the program's own code; `undefined`: there is none. */
export function ownFrame(stack: Stack): Frame | undefined {
  return stack.find(({ kind }) => kind === "own");
}

function frameAt(text: string): Frame {
  const [, jvmName, jvmFile, jvmLine] = JVM.exec(text) ?? [];
  if (jvmName !== undefined && jvmFile !== undefined) {
    const frame = frameOf(jvmName, jvmFile === "Native Method" ? "" : jvmFile, Number(jvmLine ?? 0));
    return JVM_LIBRARY.test(jvmName) ? { ...frame, kind: "node" } : frame;
  }
  const [, file, line, column] = text.endsWith(")") ? [] : (BARE_PLACE.exec(text) ?? []);
  if (file !== undefined) return frameOf("", file, Number(line), Number(column ?? 0));
  const named = parseFrameText(text);
  return frameOf(named.function, named.file, named.line, named.column);
}
