import { frameOf, type Frame } from "@throughline/profile";
import { originalPosition } from "../logger/source-maps.ts";
import type { Call } from "./sampled-window.ts";

/** Frames remembered: an app's calls are much the same from one window to the next. */
const MAX_FRAMES = 20_000;

const known = new Map<string, Frame>();

/** Where a call's function was written, by its file's source map if there is one. */
export function frameOfCall({ functionName, url, line, column }: Call): Frame {
  const key = `${line}:${column}:${functionName}:${url}`;
  let frame = known.get(key);
  if (frame !== undefined) return frame;
  frame = mapped(frameOf(functionName, url, line, column));
  if (known.size >= MAX_FRAMES) known.clear();
  known.set(key, frame);
  return frame;
}

function mapped(frame: Frame): Frame {
  if (frame.kind !== "own" || frame.line === 0) return frame;
  const { file, line, column } = originalPosition(frame.file, frame.line, frame.column);
  return file === frame.file && line === frame.line ? frame : frameOf(frame.function, file, line, column);
}
