import { checkLimit, type Limits } from "../limits.ts";
import { ProfileError } from "../profile-error.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Objects and arrays in each other that a profile may need; the deepest, speedscope's, needs five. */
const MAX_NESTING = 32;

/**
 * JSON.parse() for a file that nobody vouches for: its bytes, values and nesting are counted before one of them is built, since a hundred
 * megabytes of `[[],[],…` become gigabytes of arrays. Throws ProfileError.
 */
export function parseBoundedJson(format: string, bytes: Uint8Array, limits: Limits): unknown {
  checkLimit(format, "bytes", bytes.length, limits);
  countValues(format, bytes, limits);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    throw new ProfileError(`Cannot read ${format} profile: no JSON, ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Every value but the first in its object or array has a comma before it, and each of those brackets is a value too. */
function countValues(format: string, bytes: Uint8Array, limits: Limits): void {
  let values = 1;
  let nesting = 0;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
        break;
      case 0x5b: // [
      case 0x7b: // {
        values++;
        if (++nesting > MAX_NESTING)
          throw new ProfileError(`Cannot read ${format} profile: JSON nested more than ${MAX_NESTING} deep, expected a profile`, "limit");
        break;
      case 0x5d: // ]
      case 0x7d: // }
        nesting--;
        break;
      case 0x2c: // ,
        values++;
        break;
    }
    if (values > limits.jsonValues) checkLimit(format, "jsonValues", values, limits);
  }
}
