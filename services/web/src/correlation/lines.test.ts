import { expect, test } from "@jest/globals";
import type { Block } from "@throughline/api";
import { linesOf } from "./lines.ts";
import { actionWith, logOf, spanOf } from "./testing/action-fixture.ts";

test("log records, events of spans and blocks are lines in the order in which they happened", () => {
  const { startTimeUnixNano } = spanOf({ spanId: "x", at: [3, 0] });
  const exception = {
    timeUnixNano: spanOf({ spanId: "x", at: [2, 0] }).startTimeUnixNano,
    name: "exception",
    attributes: { "exception.type": "Refused", "exception.message": "no" },
  };
  const block: Block = {
    blockId: "b",
    traceId: "t",
    spanId: "a",
    service: "shop",
    startTimeUnixNano,
    durationNano: "235000000",
    collectedNano: "200000000",
    ongoing: false,
    stacks: ["rank (rank.js:7)"],
    function: "rank",
    file: "rank.js",
    line: 7,
    victims: [],
  };
  const action = actionWith(
    [
      { spanId: "a", name: "pay", at: [0, 10], error: "no", events: [exception] },
      { spanId: "b", name: "ask", at: [0, 10], events: [exception] },
    ],
    [logOf(1), logOf(5)],
    [block],
  );
  expect(linesOf(action).map(({ body, severityText, spanId }) => [body, severityText, spanId])).toEqual([
    ["said", "INFO", ""],
    ["exception in pay: Refused: no", "ERROR", "a"],
    ["exception in ask: Refused: no", "WARN", "b"],
    ["event loop blocked for 235 ms by garbage collection (200 ms of 235 ms) in rank", "WARN", "a"],
    ["said", "INFO", ""],
  ]);
});
