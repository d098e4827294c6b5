import { z } from "zod";
import { type Log, log } from "./log.ts";
import { note } from "./note.ts";
import { type Span, span } from "./span.ts";
import { count } from "./values.ts";

/** What a live tail does not show, and why. */
export const tailNote = note.extend({
  leftOut: z
    .object({ logs: count, spans: count })
    .describe("How many that match were left out; none where it could only not be looked for a while"),
});
export type TailNote = z.infer<typeof tailNote>;

/** What a live tail brings. */
export type TailEvent =
  | { readonly type: "log"; readonly log: Log }
  | { readonly type: "span"; readonly span: Span }
  | { readonly type: "note"; readonly note: TailNote };

/** Reads server-sent events, each one line of data. Events of other names, which a newer server may send, are left out. Throws ZodError for strange data. */
export async function* tailEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<TailEvent, void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = eventIn(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function eventIn(block: string): TailEvent | undefined {
  const field = (name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field("data");
  if (data === undefined) return undefined;
  switch (field("event")) {
    case "log":
      return { type: "log", log: log.parse(JSON.parse(data)) };
    case "span":
      return { type: "span", span: span.parse(JSON.parse(data)) };
    case "note":
      return { type: "note", note: tailNote.parse(JSON.parse(data)) };
    default:
      return undefined;
  }
}
