import type { Random } from "./random.ts";

/** What a user did: spans and log lines of it carry both IDs. */
export interface Action {
  readonly traceId: Uint8Array;
  readonly correlationId: string;
}

export function newAction(random: Random): Action {
  const traceId = new Uint8Array(16);
  random.fill(traceId);
  return { traceId, correlationId: uuid(random) };
}

/** A random UUID (version 4) as text. */
function uuid(random: Random): string {
  let hex = "";
  for (let part = 0; part < 4; part++) hex += random.uint32().toString(16).padStart(8, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
