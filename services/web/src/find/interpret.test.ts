import { expect, test } from "@jest/globals";
import { interpret } from "./interpret.ts";

test.each([
  ["", { type: "everything" }],
  ["  ", { type: "everything" }],
  [" { status = error } ", { type: "traceql", q: "{ status = error }" }],
  ["({} | rate()) > 3", { type: "traceql", q: "({} | rate()) > 3" }],
  ["{ not finished", { type: "traceql", q: "{ not finished" }],
  ["card declined", { type: "words", text: "card declined" }],
  ["résumé", { type: "words", text: "résumé" }],
])("interpret(%j)", (text, meant) => {
  expect(interpret(text)).toEqual(meant);
});

test.each([
  "4bf92f3577b34da6a3ce929d0e0e4736",
  "4BF92F3577B34DA6A3CE929D0E0E4736",
  "00f067aa0ba902b7",
  "0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01",
  "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  "Root=1-67891233-abcdef012345678912345678",
])("%s looks like an ID", (id) => {
  expect(interpret(` ${id}\n`)).toEqual({ type: "token", id, isPlain: false });
});

test.each(["checkout", "order/2026-11:17@client", "deadbeefdeadbeef", "status=504"])("%s may be an ID, but looks like a word", (id) => {
  expect(interpret(id)).toEqual({ type: "token", id, isPlain: true });
});
