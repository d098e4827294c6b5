import { expect, test } from "@jest/globals";
import { tailEventsIn } from "./tail-events.ts";

test("events come out whole, whatever the pieces of the stream are", () => {
  const stream = ': hello\n\nevent: log\ndata: {"id":"1"}\n\n:\n\nevent: span\ndata: {}\n\nevent: note\ndata: {"code":"tail_behind"}\n\n';
  for (const size of [1, 7, 1_000]) {
    const events = [];
    let text = "";
    for (let at = 0; at < stream.length; at += size) {
      const read = tailEventsIn(text + stream.slice(at, at + size));
      events.push(...read.events);
      text = read.rest;
    }
    expect(events).toEqual([
      { type: "log", log: { id: "1" } },
      { type: "note", note: { code: "tail_behind" } },
    ]);
    expect(text).toBe("");
  }
});
