import type { Note } from "@throughline/api";
import type { Run } from "@throughline/query";
import type { FastifyReply } from "fastify";
import { HttpError } from "../http-error.ts";
import type { ShardWatch } from "./shard-watch.ts";

const NOT_FOUND = 404;
const RETRY_AFTER = { "retry-after": "5" };

/**
 * The answer of `handler`, which says what it lacks when a shard could not be asked. That something is not there cannot be said then: it may be
 * where nobody could look.
 */
export async function withShardNote(
  handler: () => Promise<unknown>,
  { run, reply, shards }: { run: Run; reply: FastifyReply; shards: ShardWatch },
): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await handler();
  } catch (error) {
    if (!run.isPartial?.() || !(error instanceof HttpError) || error.status !== NOT_FOUND) throw error;
    throw nobodyKnows(error.message, await shards.note());
  }
  if (!run.isPartial?.() || reply.sent) return answer;
  const note = await shards.note();
  if (reply.statusCode === NOT_FOUND) throw nobodyKnows("Nothing was found", note);
  if (hasNotes(answer) && answer.notes.some(({ code }) => code === note.code)) return answer;
  if (hasNotes(answer)) return { ...answer, notes: [...answer.notes, note] };
  const others = reply.getHeader("throughline-notes");
  reply.header("throughline-notes", JSON.stringify([...(typeof others === "string" ? (JSON.parse(others) as Note[]) : []), note]));
  return answer;
}

function nobodyKnows(message: string, note: Note): HttpError {
  return new HttpError(503, "shard_unreachable", `${message}. But ${note.message}`, RETRY_AFTER);
}

function hasNotes(answer: unknown): answer is { notes: readonly Note[] } {
  return typeof answer === "object" && answer !== null && Array.isArray((answer as { notes?: unknown }).notes);
}
