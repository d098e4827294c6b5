import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MILLIS = 20;

/**
 * Asks `look` again and again until it answers something other than `undefined`; returns that.
 * Throws after `millis`, saying what was waited for.
 */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>, what: () => string, millis = 15_000): Promise<T> {
  const deadline = performance.now() + millis;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${millis} ms in vain for ${what()}`);
    await sleep(PAUSE_MILLIS);
  }
}
