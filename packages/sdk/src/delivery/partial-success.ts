import { Cursor, WIRE } from "@throughline/otlp";

/** What a collector said of a request that it took. */
export interface PartialSuccess {
  /** How many items it refused. */
  readonly rejected: number;
  /** Why, or what else it has to say. */
  readonly message: string;
}

/** Reads an export response of any signal: all have the count and the text under the same numbers. Undefined for full success. */
export function partialSuccess(response: Uint8Array): PartialSuccess | undefined {
  try {
    const cursor = new Cursor(response);
    let found: PartialSuccess | undefined;
    while (cursor.next()) {
      if (cursor.field === 1 && cursor.wire === WIRE.lengthDelimited) {
        const end = cursor.enter();
        found = readPartialSuccess(cursor);
        cursor.leave(end);
      } else cursor.skip();
    }
    return found !== undefined && (found.rejected > 0 || found.message !== "") ? found : undefined;
  } catch {
    // Not what a collector answers. It did take the request.
    return undefined;
  }
}

function readPartialSuccess(cursor: Cursor): PartialSuccess {
  let rejected = 0;
  let message = "";
  while (cursor.next()) {
    if (cursor.field === 1 && cursor.wire === WIRE.varint) {
      cursor.varint64();
      rejected = Math.max(0, cursor.hi * 2 ** 32 + (cursor.lo >>> 0));
    } else if (cursor.field === 2 && cursor.wire === WIRE.lengthDelimited) {
      cursor.range();
      message = new TextDecoder().decode(cursor.bytes.subarray(cursor.start, cursor.stop));
    } else cursor.skip();
  }
  return { rejected, message };
}
