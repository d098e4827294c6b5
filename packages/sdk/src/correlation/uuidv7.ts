import { randomHex8 } from "../context/random-hex.ts";

let lastMillis = -1;
let prefix = "";

/**
 * A new UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits; lowercase, 36 characters. Not for secrets: the random bits are the
 * engine's, which takes a third of the time of `crypto`'s.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now !== lastMillis) {
    const time = now.toString(16).padStart(12, "0");
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    lastMillis = now;
  }
  const first = randomHex8();
  const second = randomHex8();
  return `${prefix}${first.slice(0, 3)}-${VARIANTS[first.charCodeAt(7) & 3]}${first.slice(3, 6)}-${randomHex8()}${second.slice(0, 4)}`;
}

/** The first digit of the half that says by its first two bits what it is. */
const VARIANTS = ["8", "9", "a", "b"];
