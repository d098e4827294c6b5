import type { Note } from "@throughline/api";
import type { FastifyReply } from "fastify";

/** OTLP/JSON has no room for what is ours: notes and cursor travel beside it, in headers. Notes are JSON, in ASCII. */
export function notesHeader(reply: FastifyReply, notes: readonly Note[], next?: string): void {
  if (notes.length > 0) reply.header("throughline-notes", JSON.stringify(notes).replaceAll(/[^\x20-\x7e]/g, "?"));
  if (next !== undefined) reply.header("throughline-next", next);
}
