import { closeSync, fstatSync, openSync, readFileSync, readlinkSync, readSync, statSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in a file; line and column from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface KnownMap {
  readonly map: SourceMap;
  /** The folder that its sources are named from. */
  readonly from: string;
}

/** A larger map takes too long to read. */
const MAX_MAP_BYTES = 16 * 1024 * 1024;
/** How much of a file's end is searched for the comment that names its map. */
const TAIL_BYTES = 4096;
const COMMENT = /\/\/[#@] sourceMappingURL=(\S+)\s*$/;

/** Where the code of a process was written, by the source maps that its files name. */
export class SourcePlaces {
  /** In front of the process's paths: its own view of the file system. */
  readonly #root: string;
  readonly #known = new Map<string, KnownMap | undefined>();

  constructor(pid: number) {
    this.#root = sharesFiles(pid) ? "" : `/proc/${pid}/root`;
  }

  /** @param url of the code that ran: a `file:` URL or a path, or anything else, which is returned as it is. */
  written(url: string, line: number, column: number): SourcePlace {
    const file = pathOf(url);
    const given = { file, line, column };
    if (!isAbsolute(file)) return given;
    try {
      const found = this.#mapOf(file);
      const origin = found?.map.findOrigin(line, column);
      if (found === undefined || origin === undefined || !("fileName" in origin) || origin.fileName === undefined) return given;
      return { file: sourcePath(found.from, origin.fileName), line: origin.lineNumber, column: origin.columnNumber };
    } catch {
      return given;
    }
  }

  #mapOf(file: string): KnownMap | undefined {
    if (this.#known.has(file)) return this.#known.get(file);
    let found: KnownMap | undefined;
    try {
      found = this.#readMapOf(file);
    } catch {
      // No map: the place stays that of the code that ran.
    }
    this.#known.set(file, found);
    return found;
  }

  #readMapOf(file: string): KnownMap | undefined {
    const url = mapUrl(this.#root + file);
    if (url === undefined) return undefined;
    if (url.startsWith("data:")) {
      const text = url.slice(url.indexOf(",") + 1);
      return known(url.includes(";base64,") ? Buffer.from(text, "base64").toString() : decodeURIComponent(text), file);
    }
    const path = resolve(dirname(file), url.startsWith("file:") ? fileURLToPath(url) : decodeURIComponent(url));
    return statSync(this.#root + path).size > MAX_MAP_BYTES ? undefined : known(readFileSync(this.#root + path, "utf8"), path);
  }
}

function sharesFiles(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`) === readlinkSync("/proc/self/ns/mnt") && readlinkSync(`/proc/${pid}/root`) === "/";
  } catch {
    return true;
  }
}

function pathOf(url: string): string {
  try {
    return url.startsWith("file:") ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}

/** The address of the map in a file's last line. */
function mapUrl(file: string): string | undefined {
  const fd = openSync(file, "r");
  try {
    const { size } = fstatSync(fd);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(fd, tail, 0, tail.length, size - tail.length);
    const text = tail.toString().trimEnd();
    const url = COMMENT.exec(text)?.[1];
    if (url !== undefined || text.includes("\n") || size > MAX_MAP_BYTES) return url;
    // A last line as long as this holds the map itself.
    return COMMENT.exec(readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "")?.[1];
  } finally {
    closeSync(fd);
  }
}

function known(json: string, beside: string): KnownMap {
  const payload = JSON.parse(json) as SourceMapPayload;
  return { map: new SourceMap(payload), from: resolve(dirname(beside), payload.sourceRoot ?? "") };
}

function sourcePath(from: string, source: string): string {
  if (source.startsWith("file:")) return fileURLToPath(source);
  return /^[a-z][a-z+.-]+:/i.test(source) ? source : resolve(from, source);
}
