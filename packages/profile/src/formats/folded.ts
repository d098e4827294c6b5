/**
 * Folded stacks: `root;caller;running 12`, one stack a line. What `py-spy record -f raw`, perf's `stackcollapse-perf.pl` and async-profiler's
 * `collapsed` write, and what flamegraph.pl and inferno read. Written: `function (file:line)` with short paths. Columns, full paths, type and
 * unit are not kept.
 */
import { BoundedProfile } from "../bounded-profile.ts";
import { ANONYMOUS } from "../frame.ts";
import { checkLimit, LIMITS } from "../limits.ts";
import { ROOT, type FrameId, type Profile } from "../profile.ts";
import { ProfileError } from "../profile-error.ts";
import type { ProfileReader, ProfileWriter, ReadOptions } from "./format.ts";
import { frameTexts, parseFrameText } from "./frame-text.ts";

const LINE = /^(.*\S)\s+(\d+(?:\.\d+)?)$/s;

/**
 * A comment, as tools write above the stacks, and what py-spy says on stdout around them. A private method such as `#run` has no space after
 * its sign.
 */
const COMMENT = /^(?:#|py-spy>)\s/;

const ACCEPTED = "expected lines such as `main;handle;query (db.js:12) 57`";

export const foldedReader: ProfileReader = {
  format: "folded",

  detects(bytes) {
    const text = new TextDecoder().decode(bytes.subarray(0, 65_536));
    if (text.includes("\0")) return false;
    const lines = text.split("\n");
    if (bytes.length > 65_536) lines.pop();
    const first = lines.map((line) => line.trim()).find((line) => line !== "" && !COMMENT.test(line));
    return first !== undefined && LINE.test(first);
  },

  read(bytes, { limits, about }: ReadOptions = {}) {
    checkLimit("folded", "bytes", bytes.length, { ...LIMITS, ...limits });
    const text = new TextDecoder().decode(bytes);
    const bounded = new BoundedProfile("folded", { sampleType: "samples", unit: "count", ...about }, limits);
    const counts = bounded.profile.unit === "count";
    const ids = new Map<string, FrameId>();
    let number = 0;
    for (let at = 0; at < text.length;) {
      const newline = text.indexOf("\n", at);
      const line = text.slice(at, newline === -1 ? text.length : newline).trim();
      at = newline === -1 ? text.length : newline + 1;
      number++;
      if (line === "" || COMMENT.test(line)) continue;
      const [, stackText, weightText] = LINE.exec(line) ?? [];
      if (stackText === undefined)
        throw new ProfileError(`Cannot read folded line ${number} "${line.slice(0, 80)}": no weight, ${ACCEPTED}`);
      const weight = Number(weightText);
      let stack = ROOT;
      for (const name of stackText.split(";")) {
        let id = ids.get(name);
        if (id === undefined) {
          const place = parseFrameText(name);
          id = bounded.frameId(place.function, place.file, place.line, place.column);
          ids.set(name, id);
        }
        stack = bounded.child(stack, id);
      }
      bounded.addTo(stack, weight, counts ? weight : 1);
    }
    if (bounded.profile.samples === 0) throw new ProfileError(`Cannot read folded profile: no stacks, ${ACCEPTED}`);
    return [bounded.profile];
  },
};

export const foldedWriter: ProfileWriter = {
  format: "folded",
  contentType: "text/plain; charset=utf-8",
  extension: ".folded",

  write(profile: Profile) {
    const names = frameTexts(profile.frames).map(foldedName);
    const paths: string[] = [""];
    const chunks: Uint8Array[] = [];
    let text = "";
    for (let stack = 0; stack < profile.stacks; stack++) {
      const caller = paths[profile.parentOf(stack)] ?? "";
      const name = names[profile.frameOf(stack)] ?? "";
      const path = caller === "" ? name : `${caller};${name}`;
      paths[stack] = path;
      if (profile.weightOf(stack) === 0) continue;
      text += `${path === "" ? "all" : path} ${plainNumber(profile.weightOf(stack))}\n`;
      if (text.length > CHUNK) {
        chunks.push(new TextEncoder().encode(text));
        text = "";
      }
    }
    chunks.push(new TextEncoder().encode(text));
    return joined(chunks);
  },
};

/** Characters that are encoded at once: all of it may be more than a string can hold. */
const CHUNK = 1 << 20;

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A semicolon parts frames, a line break stacks, and `# ` begins a comment: a name has none of these. */
export function foldedName(name: string): string {
  return (
    name
      .replaceAll(";", ":")
      .replaceAll(/[\r\n]+/g, " ")
      .trim()
      .replace(/^#\s+/, "#") || ANONYMOUS
  );
}

/** Decimal digits without an exponent, which no reader of folded text knows. */
export function plainNumber(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(6).replace(/\.?0+$/, "");
}
