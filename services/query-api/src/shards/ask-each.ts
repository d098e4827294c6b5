import type { Note } from "@throughline/api";
import type { ClickHouse } from "@throughline/clickhouse";
import { QueryTimeout } from "@throughline/query";

/** What a server that hangs may cost an answer that the others give. */
const PATIENCE_MS = 3_000;

/** What each server says by itself, of those that can be reached, and how many cannot. Throws where none can. */
export async function askEach<Answer>(
  servers: readonly ClickHouse[],
  ask: (server: ClickHouse, signal: AbortSignal) => Promise<Answer>,
): Promise<{ readonly answers: readonly Answer[]; readonly away: number }> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const asked = await Promise.allSettled(servers.map((server) => ask(server, signal)));
  const answers = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (answers.length > 0) return { answers, away: servers.length - answers.length };
  const { reason } = asked[0] as PromiseRejectedResult;
  throw signal.aborted ? new QueryTimeout("timeout", { cause: reason }) : reason;
}

/** What is to be said where some are away. `so`: what that means for the answer. */
export function awayNotes(away: number, all: number, so: string): Note[] {
  return away === 0 ? [] : [{ code: "shard_unreachable", message: `${away} of ${all} servers cannot be reached: ${so}` }];
}
