import { fileURLToPath } from "node:url";
import type { Snapshot, SnapshotFrame } from "./snapshot.ts";

/** Where in the code something is. Line and column count from 1. */
export interface CodePlace {
  readonly functionName: string;
  readonly filePath: string;
  readonly line: number;
  readonly column: number;
}

/** A snapshot made sense of. */
export interface Sample {
  /** The time that it stands for: since the sample before it, or since the block began, in nanoseconds. */
  readonly heldNano: bigint;
  /** As V8 writes stacks, without a head line, innermost frame first. */
  readonly stack: string;
  /** The innermost frame of the app's own code, else of a library's, else of Node's; none if the snapshot came too late. */
  readonly culprit: CodePlace | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly traceFlags?: number | undefined;
  readonly correlationId?: string | undefined;
}

/** If the main thread took longer than this to answer, native code was running that cannot be interrupted. */
const NATIVE_NANO = 20_000_000n;

/**
 * What a snapshot says about who held the thread.
 *
 * A frame that is only just being entered has done nothing yet: the time was spent by what ran before it in its caller. This matters after
 * native code, when the main thread answers at the first function that is called then: the caller's frame is the one that was there all the
 * time. If there is no caller, that function is part of the next piece of work, and neither it nor its trace is to blame.
 *
 * @param asked when the snapshot was asked for, in nanoseconds of `process.hrtime`
 * @param before when the sample before it was taken, or the block began, likewise
 * @param sdkFile the file of this package, which is not the app's own code
 */
export function sampleOf(snapshot: Snapshot, asked: bigint, before: bigint, sdkFile: string): Sample {
  const { frames, time, ...ids } = snapshot;
  const callers = frames[0]?.[4] === true ? frames.slice(1) : frames;
  const heldNano = BigInt(time) - before;
  const late = BigInt(time) - asked > NATIVE_NANO;
  const kept = late || callers.some(isCode) ? callers : frames;
  if (late && !kept.some(isCode)) return { heldNano, stack: "", culprit: undefined };
  const culprit = kept.find((frame) => isOwn(frame, sdkFile)) ?? kept.find(isCode) ?? kept.find(hasPlace);
  return { heldNano, stack: kept.map(([text]) => `    at ${text}`).join("\n"), culprit: culprit && placeOf(culprit), ...ids };
}

const hasPlace = ([, file, line]: SnapshotFrame): boolean => file !== "" && line > 0;

/** Code that is not part of Node. */
const isCode = (frame: SnapshotFrame): boolean => hasPlace(frame) && !frame[1].startsWith("node:");

function isOwn(frame: SnapshotFrame, sdkFile: string): boolean {
  return isCode(frame) && !/[\\/]node_modules[\\/]/.test(frame[1]) && filePath(frame[1]) !== sdkFile;
}

function placeOf([text, file, line, column]: SnapshotFrame): CodePlace {
  const [, name] = /^(?:async )?(?:new )?(.+?)(?: \[as [^\]]*\])? \(.*\)$/.exec(text) ?? [];
  return { functionName: name ?? "<anonymous>", filePath: filePath(file), line, column };
}

function filePath(file: string): string {
  if (!file.startsWith("file://")) return file;
  try {
    return fileURLToPath(file);
  } catch {
    return file;
  }
}
