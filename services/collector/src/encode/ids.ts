/** Whether the bytes from `start` to `stop` are all zero: an ID that says "none" (W3C Trace Context §3.2.2). */
export function isZero(bytes: Uint8Array, start: number, stop: number): boolean {
  for (let at = start; at < stop; at++) if (bytes[at] !== 0) return false;
  return true;
}
