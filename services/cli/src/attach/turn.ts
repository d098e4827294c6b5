import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 10;

/**
 * Waits until no other `throughline` of this machine has a turn of that name, for at most `millis`; then goes on without it. The turn ends with
 * the process at the latest: it is a socket without a file, of a name that only one can have.
 * @returns a function that ends the turn. Safe to call twice
 */
export async function takeTurn(name: string, millis: number): Promise<() => void> {
  const deadline = performance.now() + millis;
  for (;;) {
    const server = createServer((socket) => socket.destroy());
    try {
      server.listen(`\0throughline-${name}`);
      await once(server, "listening");
      server.unref();
      return () => void server.close();
    } catch {
      if (performance.now() > deadline) return () => {};
    }
    await sleep(PAUSE_MS);
  }
}
