import { expect, test } from "@jest/globals";
import { graphOf, ROOT } from "./graph.ts";
import { boxesOf, boxOf, moveFrom, nodeAt } from "./layout.ts";
import { type Shorthand, treeOf } from "./testing.ts";

const GRAPH = graphOf(treeOf(["all", 0, ["a", 10, ["b", 20], ["c", 0, ["e", 30]]], ["d", 0, ["f", 40]]]));
const [A, B, C, E, D, F] = [1, 2, 3, 4, 5, 6];
const EVERY_ROW = { from: 0, to: Infinity };

const rounded = (value: number) => Number(value.toFixed(3));
const shown = (focus: number, width: number, rows = EVERY_ROW) =>
  boxesOf(GRAPH, focus, width, rows).map((box) => `${GRAPH.frames[box.node]?.function} ${box.row} ${rounded(box.x)}+${rounded(box.width)}`);

test("frames fill the width by their weight", () => {
  expect(shown(ROOT, 100)).toEqual(["all 0 0+100", "a 1 0+60", "b 2 0+20", "c 2 20+30", "e 3 20+30", "d 1 60+40", "f 2 60+40"]);
});

test("a frame that is zoomed into fills the width, with its callers above; what is beside it is left out", () => {
  expect(shown(C, 90)).toEqual(["all 0 0+90", "a 1 0+90", "c 2 0+90", "e 3 0+90"]);
});

test("rows that are not seen, and frames thinner than half a pixel with all that is below them, are left out", () => {
  expect(shown(ROOT, 100, { from: 1, to: 3 })).toEqual(["a 1 0+60", "b 2 0+20", "c 2 20+30", "d 1 60+40", "f 2 60+40"]);
  expect(shown(ROOT, 2)).toEqual(["all 0 0+2", "a 1 0+1.2", "c 2 0.4+0.6", "e 3 0.4+0.6", "d 1 1.2+0.8", "f 2 1.2+0.8"]);
  expect(shown(ROOT, 1)).toEqual(["all 0 0+1", "a 1 0+0.6"]);
});

test("the frame under a place is the one that is drawn there", () => {
  for (const focus of [ROOT, A, C, D])
    for (const { node, x, width, row } of boxesOf(GRAPH, focus, 100, EVERY_ROW)) {
      expect(nodeAt(GRAPH, focus, row, (x + width / 2) / 100)).toBe(node);
      expect(boxOf(GRAPH, focus, node, 100)).toEqual({ node, x, width, row });
    }
  expect(nodeAt(GRAPH, ROOT, 2, 0.55)).toBeUndefined();
  expect(nodeAt(GRAPH, ROOT, 9, 0.5)).toBeUndefined();
  expect(nodeAt(GRAPH, ROOT, 0, 1)).toBeUndefined();
  expect(boxOf(GRAPH, C, D, 100)).toBeUndefined();
});

test("keys move to the caller, the heaviest callee, and what is nearest in the same row, also of another caller", () => {
  expect(moveFrom(GRAPH, ROOT, C, "caller")).toBe(A);
  expect(moveFrom(GRAPH, ROOT, ROOT, "caller")).toBe(ROOT);
  expect(moveFrom(GRAPH, ROOT, A, "callee")).toBe(B);
  expect(moveFrom(GRAPH, ROOT, F, "callee")).toBe(F);
  expect(moveFrom(GRAPH, ROOT, B, "after")).toBe(C);
  expect(moveFrom(GRAPH, ROOT, C, "after")).toBe(F);
  expect(moveFrom(GRAPH, ROOT, F, "after")).toBe(F);
  expect(moveFrom(GRAPH, ROOT, F, "before")).toBe(C);
  expect(moveFrom(GRAPH, ROOT, B, "before")).toBe(B);
});

test("keys do not leave what is zoomed into", () => {
  expect(moveFrom(GRAPH, C, ROOT, "callee")).toBe(A);
  expect(moveFrom(GRAPH, C, A, "callee")).toBe(C);
  expect(moveFrom(GRAPH, C, A, "after")).toBe(A);
  expect(moveFrom(GRAPH, C, C, "after")).toBe(C);
  expect(moveFrom(GRAPH, A, C, "after")).toBe(C);
  expect(moveFrom(GRAPH, C, E, "before")).toBe(E);
});

test("of 50 000 frames few are looked at: those that are too thin are passed over whole", () => {
  const wide = (name: string, count: number, below: (at: number) => Shorthand[]): Shorthand => [
    name,
    0,
    ...Array.from({ length: count }, (_, at): Shorthand => [`${name}${at}`, 1, ...below(at)]),
  ];
  const graph = graphOf(treeOf(wide("f", 250, (at) => [wide(`g${at}.`, 200, () => [])])));
  expect(graph.frames.length).toBeGreaterThan(50_000);
  const before = performance.now();
  for (let draw = 0; draw < 20; draw++) expect(boxesOf(graph, ROOT, 1_200, EVERY_ROW).length).toBeLessThan(1_000);
  expect((performance.now() - before) / 20).toBeLessThan(50);
  expect(boxesOf(graph, graph.parent[graph.frames.length - 1] as number, 1_200, EVERY_ROW)).toHaveLength(203);
});
