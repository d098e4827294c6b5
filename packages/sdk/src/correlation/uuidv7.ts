import { randomUUID } from "node:crypto";

/** A new UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits; lowercase, 36 characters. */
export function uuidv7(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, "0");
  // A UUIDv4 has its random bits and its variant where a UUIDv7 has them; only the time and the version differ.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
