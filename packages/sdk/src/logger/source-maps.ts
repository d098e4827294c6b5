import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in a source file; line and column from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** How many files are remembered, with or without a map. */
const MAX_FILES = 200;
/** A larger map would block the thread for too long to read, in bytes. */
const MAX_MAP_BYTES = 16 * 1024 * 1024;
/** How much of a file's end is searched for the comment that names its map, in bytes; a map may stand in the comment itself. */
const TAIL_BYTES = 4096;

const COMMENT = /\/\/[#@] sourceMappingURL=(\S+)\s*$/;

/** A map, and the folder that its sources are named from. */
interface KnownMap {
  readonly map: SourceMap;
  readonly from: string;
}

const known = new Map<string, KnownMap | undefined>();

/**
 * Where the code at a place in a file that ran was written, by the source map that the file names.
 * Under `--enable-source-maps` Node has already put that into stacks, and the place is returned as it is.
 *
 * Files are read once, when they first appear in a stack. Never throws.
 */
export function originalPosition(file: string, line: number, column: number): SourcePosition {
  const given = { file, line, column };
  if (process.sourceMapsEnabled || !isAbsolute(file) || /[\\/]node_modules[\\/]/.test(file)) return given;
  try {
    const found = knownMapOf(file);
    const origin = found?.map.findOrigin(line, column);
    if (found === undefined || origin === undefined || !("fileName" in origin) || origin.fileName === undefined) return given;
    return { file: sourcePath(found.from, origin.fileName), line: origin.lineNumber, column: origin.columnNumber };
  } catch {
    return given;
  }
}

function knownMapOf(file: string): KnownMap | undefined {
  if (known.has(file)) return known.get(file);
  let found: KnownMap | undefined;
  try {
    found = readMapOf(file);
  } catch {
    // No map: positions stay those of the code that ran.
  }
  known.set(file, found);
  for (const oldest of known.keys()) {
    if (known.size <= MAX_FILES) break;
    known.delete(oldest);
  }
  return found;
}

function readMapOf(file: string): KnownMap | undefined {
  const url = mapAddress(file);
  if (url === undefined) return undefined;
  if (url.startsWith("data:")) {
    const text = url.slice(url.indexOf(",") + 1);
    return parse(
      Buffer.from(url.includes(";base64,") ? text : decodeURIComponent(text), url.includes(";base64,") ? "base64" : "utf8"),
      file,
    );
  }
  const path = resolve(dirname(file), url.startsWith("file:") ? fileURLToPath(url) : decodeURIComponent(url));
  return statSync(path).size > MAX_MAP_BYTES ? undefined : parse(readFileSync(path), path);
}

/** The address of the map in a file's last line. */
function mapAddress(file: string): string | undefined {
  const fd = openSync(file, "r");
  try {
    const { size } = fstatSync(fd);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(fd, tail, 0, tail.length, size - tail.length);
    const text = tail.toString("utf8").trimEnd();
    const address = COMMENT.exec(text)?.[1];
    if (address !== undefined || text.includes("\n") || size > MAX_MAP_BYTES) return address;
    // A last line as long as this holds the map itself.
    return COMMENT.exec(readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "")?.[1];
  } finally {
    closeSync(fd);
  }
}

function parse(json: Buffer, beside: string): KnownMap {
  const payload = JSON.parse(json.toString("utf8")) as SourceMapPayload;
  return { map: new SourceMap(payload), from: resolve(dirname(beside), payload.sourceRoot ?? "") };
}

function sourcePath(from: string, source: string): string {
  if (source.startsWith("file:")) return fileURLToPath(source);
  return /^[a-z][a-z+.-]+:/i.test(source) ? source : resolve(from, source);
}
