import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type TailItem, unreadable } from "./tail-reader.ts";

/** Milliseconds. */
export interface Pace {
  /** Between two looks. */
  readonly pause: number;
  /** Proxies end connections on which nothing comes: after so long without anything there is a comment. */
  readonly beat: number;
}

const PACE: Pace = { pause: 1_000, beat: 15_000 };
/** A client that takes nothing for so long is gone, whatever its connection says. */
const STUCK_MS = 60_000;

/**
 * Sends what `read` brings as server-sent events until `end` aborts. What a slow client has not taken yet is waited for before
 * anything else is read: nothing piles up. Never throws.
 *
 * @param failed told when reading begins to fail
 */
export async function streamEvents(
  response: ServerResponse,
  read: () => Promise<readonly TailItem[]>,
  end: AbortSignal,
  failed: (error: unknown) => void,
  { pause, beat }: Pace = PACE,
): Promise<void> {
  let lastSent = performance.now();
  let hasFailed = false;
  const send = async (text: string): Promise<void> => {
    lastSent = performance.now();
    if (!response.write(text)) await once(response, "drain", { signal: AbortSignal.any([end, AbortSignal.timeout(STUCK_MS)]) });
  };
  try {
    await send(": throughline live tail\n\n");
    while (!end.aborted) {
      const items = await read().catch((error: unknown) => {
        if (!hasFailed && !end.aborted) failed(error);
        return undefined;
      });
      if (items === undefined && !hasFailed) await send(textOf([unreadable()]));
      hasFailed = items === undefined;
      if (items !== undefined && items.length > 0) await send(textOf(items));
      else if (performance.now() - lastSent > beat) await send(":\n\n");
      await sleep(pause, undefined, { signal: end });
    }
  } catch {
    // The client is gone, or the server ends.
  }
  response.end();
}

function textOf(items: readonly TailItem[]): string {
  return items.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join("");
}
