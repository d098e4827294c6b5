import { expect, test } from "@jest/globals";
import { forestOf } from "./forest.ts";
import { selfTime } from "./self-time.ts";
import { span } from "./testing/spans.ts";

const own = (...children: [number, number][]) => {
  const [root] = forestOf([span("root", "", 100, 200), ...children.map(([from, to], at) => span(`c${at}`, "root", from, to))]).roots;
  return root && selfTime(root);
};

test.each([
  ["no child", [], 100],
  ["a child within", [[120, 150]], 70],
  [
    "children at once",
    [
      [120, 150],
      [130, 160],
    ],
    60,
  ],
  [
    "a child within another's time",
    [
      [120, 180],
      [130, 140],
      [170, 190],
    ],
    30,
  ],
  ["a child that outlasts it", [[150, 900]], 50],
  ["a child that begins before it", [[0, 120]], 80],
  ["a child after it", [[300, 400]], 100],
  ["a child over all of it", [[0, 900]], 0],
] satisfies [string, [number, number][], number][])("%s leaves what no child covers", (_, children, expected) => {
  // The root is the first to begin only where no child was begun earlier: trees are by the start of their roots.
  expect(own(...children)).toBe(expected);
});
