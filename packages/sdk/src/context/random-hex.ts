/** The character codes of the hex digits. */
const DIGITS = Uint8Array.from("0123456789abcdef", (character) => character.charCodeAt(0));

const { fromCharCode } = String;

/** 8 random lowercase hex digits: good enough to tell things apart, not to keep secrets. One flat string, without a call into the engine's C++. */
export function randomHex8(): string {
  const bits = (Math.random() * 0x1_0000_0000) >>> 0;
  return fromCharCode(
    digit(bits >>> 28),
    digit(bits >>> 24),
    digit(bits >>> 20),
    digit(bits >>> 16),
    digit(bits >>> 12),
    digit(bits >>> 8),
    digit(bits >>> 4),
    digit(bits),
  );
}

function digit(bits: number): number {
  return DIGITS[bits & 15] as number;
}
