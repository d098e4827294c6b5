import { describe, expect, test } from "@jest/globals";
import type { Block, Log } from "@throughline/api";
import { forestOf, type SpanNode } from "./forest.ts";
import { hitOf } from "./hit.ts";
import { marksReader } from "./marks.ts";
import { span, START } from "./testing/spans.ts";

const at = (offset: number) => String(START + BigInt(offset));
const block: Block = {
  blockId: "b",
  traceId: "0".repeat(32),
  spanId: "culprit",
  service: "shop",
  startTimeUnixNano: at(100),
  durationNano: "500",
  collectedNano: "0",
  ongoing: false,
  stacks: [],
  function: null,
  file: null,
  line: null,
  victims: [],
};
const log = (id: string, spanId: string, offset: number): Log => ({
  id,
  timeUnixNano: at(offset),
  severityNumber: 9,
  severityText: "INFO",
  body: id,
  service: "shop",
  traceId: "0".repeat(32),
  spanId,
  correlationId: "",
  eventName: "",
  attributes: {},
  resource: {},
});
const { blockId, traceId, spanId, startTimeUnixNano, durationNano } = block;
const wait = {
  blockId,
  traceId,
  spanId,
  startTimeUnixNano,
  durationNano,
  waitedNano: "300",
  inCallee: false,
  service: "shop",
  function: null,
  file: null,
  line: null,
};
const forest = forestOf([
  span("culprit", "", 0, 1_000, { blocks: [block], events: [{ timeUnixNano: at(800), name: "done", attributes: {} }] }),
  span("victim", "culprit", 200, 500, { waitedFor: [wait, { ...wait, blockId: "cut off" }] }),
]);
const marksOf = marksReader(forest, [log("first", "culprit", 50), log("other", "victim", 300)], [block]);
const [culprit, victim] = forest.nodes as [SpanNode, SpanNode];

describe("marks", () => {
  test("a culprit has all of its block, a victim what it waited while it ran", () => {
    expect(marksOf(culprit).blocks).toEqual([{ from: 100, to: 600, held: true, block }]);
    expect(marksOf(victim).blocks).toEqual([
      { from: 200, to: 500, held: false, block, wait },
      { from: 200, to: 500, held: false, block: undefined, wait: { ...wait, blockId: "cut off" } },
    ]);
  });

  test("events and log lines are the span's own, at their times", () => {
    expect(marksOf(culprit).logs.map((mark) => [mark.at, mark.log.id])).toEqual([[50, "first"]]);
    expect(marksOf(culprit).events.map((mark) => [mark.at, mark.event.name])).toEqual([[800, "done"]]);
    expect(marksOf(victim).logs.map((mark) => mark.log.id)).toEqual(["other"]);
  });

  test("they are made once", () => {
    expect(marksOf(culprit)).toBe(marksOf(culprit));
  });
});

describe("what is pointed at", () => {
  const window = { from: 0, to: 1_000 };
  const hit = (x: number) => hitOf(culprit, culprit.end, marksOf(culprit), x, window, 1_000)?.type;

  test.each([
    ["a log line before the bar", 52, "log"],
    ["an event before the bar", 797, "event"],
    ["a block before the bar", 300, "block"],
    ["the bar", 700, "span"],
  ])("is %s", (_, x, type) => {
    expect(hit(x)).toBe(type);
  });

  test("is nothing beside the bar", () => {
    expect(hitOf(victim, victim.end, marksOf(victim), 900, window, 1_000)).toBeUndefined();
  });
});
