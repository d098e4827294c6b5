import { statfsSync } from "node:fs";

/** Bytes that a process may still write to the volume of `path`. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
