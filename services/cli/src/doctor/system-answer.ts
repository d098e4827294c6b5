import type { System } from "@throughline/api";
import { PATIENCE_MS } from "./finding.ts";
import { clientOf, type Places } from "./places.ts";

/** What the query API says of the system, and when it was asked and answered by our clock, in Unix milliseconds. */
export interface SystemAnswer {
  readonly system: System;
  readonly sent: number;
  readonly received: number;
}

/** Asks once, for all checks that want it. */
export function systemAnswer(places: Places): () => Promise<SystemAnswer> {
  const question = () => clientOf(places).system({ signal: AbortSignal.timeout(PATIENCE_MS) });
  let answer: Promise<SystemAnswer> | undefined;
  return () =>
    (answer ??= (async () => {
      await question(); // opens the connections, which would make the time between longer
      const sent = Date.now();
      return { system: await question(), sent, received: Date.now() };
    })());
}
