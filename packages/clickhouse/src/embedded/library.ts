import { existsSync } from "node:fs";

/** The shared library of the embedded engine; undefined where it is not installed, as in the container images. */
export async function engineLibrary(): Promise<string | undefined> {
  try {
    const { libchdbPath } = await import("chdb/libchdb");
    await import("ffi-rs"); // what calls it: a native module of its own
    const path = libchdbPath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
