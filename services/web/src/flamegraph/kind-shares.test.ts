import { expect, test } from "@jest/globals";
import { graphOf } from "./graph.ts";
import { kindShares } from "./kind-shares.ts";
import { treeOf } from "./testing.ts";

const said = (shares: ReturnType<typeof kindShares>) => shares.map(({ kind, name, share }) => `${kind} ${name} ${share.toFixed(2)}`);

test("it is told how much ran in own code, in each package, in the runtime and in native code", () => {
  const tree = treeOf([
    "all",
    0,
    ["a /a.js", 30, ["q /node_modules/pg/q.js", 20], ["r /node_modules/pg/r.js", 10]],
    ["t node:t", 15],
    ["gc", 25],
  ]);
  expect(said(kindShares(graphOf(tree)))).toEqual(["own  0.30", "dependency pg 0.30", "node  0.15", "native  0.25"]);
});

test("of many packages those that took most are named", () => {
  const packages = [1, 2, 3, 4, 5, 6].map((weight) => [`f /node_modules/p${weight}/i.js`, weight] as const);
  expect(said(kindShares(graphOf(treeOf(["all", 0, ...packages, ["a /a.js", 79]]))))).toEqual([
    "own  0.79",
    ...["p6 0.06", "p5 0.05", "p4 0.04", "p3 0.03", " 0.03"].map((text) => `dependency ${text}`),
  ]);
});

test("what was cut below a frame counts for it", () => {
  const cut = { ...treeOf(["a /a.js", 1, ["b node:b", 2]]), total: 10 };
  const tree = { ...treeOf(["all", 0]), total: 10, children: [cut] };
  expect(said(kindShares(graphOf(tree)))).toEqual(["own  0.80", "node  0.20"]);
});
