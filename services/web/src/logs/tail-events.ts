import type { Log, TailNote } from "@throughline/api";

/** What a live tail of log records brings. */
export type TailEvent = { readonly type: "log"; readonly log: Log } | { readonly type: "note"; readonly note: TailNote };

/** The server-sent events in a piece of the stream, and what is left for the next piece. Events of other names are left out. */
export function tailEventsIn(text: string): { readonly events: readonly TailEvent[]; readonly rest: string } {
  const blocks = text.split("\n\n");
  const rest = blocks.pop() ?? "";
  return { events: blocks.flatMap((block) => eventIn(block) ?? []), rest };
}

function eventIn(block: string): TailEvent | undefined {
  const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
  if (data === undefined) return undefined;
  if (name === "log") return { type: "log", log: JSON.parse(data) as Log };
  return name === "note" ? { type: "note", note: JSON.parse(data) as TailNote } : undefined;
}
