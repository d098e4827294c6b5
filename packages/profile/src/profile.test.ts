import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { anyProfile, weightsByStack } from "./any-profile.ts";
import {
  byFunction,
  difference,
  frameOf,
  merge,
  onlyKinds,
  Profile,
  ROOT,
  top,
  tree,
  vmShares,
  type Frame,
  type TreeNode,
} from "./index.ts";

const main = frameOf("main", "/app/main.js", 1);
const handle = frameOf("handle", "/app/main.js", 10);
const query = frameOf("query", "/app/node_modules/pg/client.js", 5);
const gc = frameOf("(garbage collector)");
const idle = frameOf("(idle)");
const wall = () => new Profile({ sampleType: "wall", unit: "nanoseconds", period: 10 });
const whole = (frame: Frame) => JSON.stringify(frame);

test("Profile keeps equal frames and stacks once, and adds up their samples", () => {
  const profile = wall();
  const stack = profile.add([main, handle], 10);
  expect(profile.add([{ ...main }, { ...handle }], 20, 2)).toBe(stack);
  profile.addTo(stack, 5);
  expect([profile.frames.length, profile.stacks, profile.weight, profile.samples]).toEqual([2, 3, 35, 4]);
  expect([profile.weightOf(stack), profile.samplesOf(stack), profile.depthOf(stack)]).toEqual([35, 4, 2]);
  expect(profile.framesOf(stack)).toEqual([main, handle]);
  expect(profile.parentOf(ROOT)).toBe(-1);
});

test("Profile takes a million samples of a hundred thousand stacks without an object for each", () => {
  const profile = wall();
  const id = (i: number) => profile.frameId(frameOf(`f${i}`));
  const stacks = Array.from({ length: 100_000 }, (_, i) =>
    profile.stackOf([id(i % 1_000), id((i * 7 + 1) % 1_000), id(Math.floor(i / 100))]),
  );
  expect(new Set(stacks).size).toBe(100_000);
  for (let round = 0; round < 10; round++) for (const stack of stacks) profile.addTo(stack, 10);
  expect(profile.weight).toBe(10_000_000);
  expect(profile.totals()[ROOT]).toBe(10_000_000);
});

test("Profile refuses negative and infinite weights, and stacks and frames that do not exist", () => {
  const profile = wall();
  for (const weight of [-1, NaN, Infinity]) expect(() => profile.addTo(ROOT, weight)).toThrow(`Cannot add weight "${weight}"`);
  expect(() => profile.addTo(7, 1)).toThrow('Cannot use stack "7"');
  expect(() => profile.child(ROOT, 0)).toThrow('Cannot use frame "0"');
  expect(() => profile.child(-1, 0)).toThrow(RangeError);
  expect(() => profile.frame(3)).toThrow('Cannot give frame "3"');
});

test("tree() has the heaviest first, with self and total", () => {
  const profile = wall();
  profile.add([main], 1);
  profile.add([main, query], 2);
  profile.add([main, handle], 3);
  profile.add([main, handle, query], 4);
  const { root, ...about } = tree(profile);
  expect(about).toEqual({ sampleType: "wall", unit: "nanoseconds", period: 10, samples: 4, durationNano: "0", total: 10 });
  const plain = ({ function: name, self, total, children }: TreeNode): unknown[] => [name, self, total, ...children.map(plain)];
  expect(plain(root)).toEqual(["all", 0, 10, ["main", 1, 10, ["handle", 3, 7, ["query", 4, 4]], ["query", 2, 2]]]);
  expect(plain(tree(profile, { minShare: 0.3 }).root)).toEqual(["all", 0, 10, ["main", 1, 10, ["handle", 3, 7, ["query", 4, 4]]]]);
});

test("tree() loses no weight: every total is its self and its children's totals", () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      const visit = (node: TreeNode): void => {
        expect(node.total).toBe(node.self + node.children.reduce((sum, child) => sum + child.total, 0));
        node.children.forEach(visit);
      };
      const { root } = tree(profile);
      visit(root);
      expect(root.total).toBe(profile.weight);
    }),
  );
});

test("top() counts a function that calls itself once in its total, and all its lines as one function", () => {
  const profile = wall();
  profile.add([main, handle, { ...handle, line: 12 }, query], 10);
  profile.add([main, handle, query, { ...handle, line: 9 }], 5);
  profile.add([main], 1);
  expect(top(profile).map(({ function: name, line, self, total }) => [name, line, self, total])).toEqual([
    ["query", 5, 10, 15],
    ["handle", 9, 5, 15],
    ["main", 1, 1, 16],
  ]);
  expect(top(profile, { by: "total", limit: 1 }).map(({ function: name }) => name)).toEqual(["main"]);
});

test("top() gives selfs that add up to everything and no total above it", () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      const functions = top(profile);
      expect(functions.reduce((sum, { self }) => sum + self, 0)).toBe(profile.weight);
      for (const { self, total } of functions) {
        expect(total).toBeLessThanOrEqual(profile.weight);
        expect(total).toBeGreaterThanOrEqual(self);
      }
    }),
  );
});

test("merge() is the sum of its parts, in any order", () => {
  fc.assert(
    fc.property(anyProfile, anyProfile, (one, other) => {
      const merged = weightsByStack(merge([one, other]), whole);
      expect(merged).toEqual(weightsByStack(merge([other, one]), whole));
      const [a, b] = [weightsByStack(one, whole), weightsByStack(other, whole)];
      for (const [stack, weight] of Object.entries(merged)) expect(weight).toBe((a[stack] ?? 0) + (b[stack] ?? 0));
    }),
  );
});

test("merge() lasts from the first start to the last end, and refuses what does not add up", () => {
  const part = (startTimeUnixNano: bigint, durationNano: bigint) =>
    new Profile({ sampleType: "wall", unit: "nanoseconds", period: 10, startTimeUnixNano, durationNano });
  const merged = merge([part(100n, 10n), part(95n, 10n)]);
  expect([merged.startTimeUnixNano, merged.durationNano, merged.period]).toEqual([95n, 15n, 10]);
  expect(merge([part(0n, 10n), part(95n, 20n)]).durationNano).toBe(20n);
  expect(() => merge([wall(), new Profile({ sampleType: "alloc", unit: "bytes" })])).toThrow(
    'Cannot merge "alloc" in bytes into "wall" in nanoseconds: expected the same type and unit',
  );
  expect(() => merge([])).toThrow("expected at least one");
});

test("difference() compares shares, so that a minute compares with an hour", () => {
  const before = wall();
  before.add([main, handle], 600);
  before.add([main, query], 600);
  const after = wall();
  after.add([main, handle], 10);
  after.add([main, query], 30);
  after.add([main, gc], 0);
  const compared = difference(before, after);
  expect([compared.total, compared.base.total]).toEqual([40, 1_200]);
  const [all] = compared.root.children;
  expect(all).toMatchObject({ function: "main", total: 40, baseTotal: 1_200, change: 0 });
  expect(all?.children.map(({ function: name, total, baseTotal, change }) => [name, total, baseTotal, change])).toEqual([
    ["query", 30, 600, 0.25],
    ["handle", 10, 600, -0.25],
  ]);
});

test("difference() shows what only one side has, and bears a side without samples", () => {
  const after = wall();
  after.add([main, query], 10);
  expect(difference(wall(), after).root.children[0]).toMatchObject({ function: "main", total: 10, baseTotal: 0, change: 1 });
  expect(difference(after, wall()).root.children[0]).toMatchObject({ function: "main", total: 0, baseTotal: 10, change: -1 });
});

test("onlyKinds() gives the weight of what it leaves out to the caller", () => {
  const profile = wall();
  profile.add([main, query, handle], 1);
  profile.add([main, query], 2);
  profile.add([query], 3);
  const own = onlyKinds(profile, ["own"]);
  expect(weightsByStack(own, (frame) => frame.function)).toEqual({ "": 3, main: 2, "main > handle": 1 });
  expect(own.samples).toBe(3);
});

test("byFunction() makes one frame of a function's lines", () => {
  const profile = wall();
  profile.add([main, { ...handle, line: 12 }], 1);
  profile.add([main, handle], 2);
  expect(weightsByStack(byFunction(profile), ({ function: name, line }) => `${name}:${line}`)).toEqual({ "main:1 > handle:10": 3 });
});

test("vmShares() tells garbage collection and waiting from work", () => {
  const profile = wall();
  profile.add([main, handle], 5);
  profile.add([main, handle, gc], 1);
  profile.add([idle], 4);
  expect(vmShares(profile)).toEqual({ gc: 0.1, idle: 0.4 });
  expect(vmShares(wall())).toEqual({ gc: 0, idle: 0 });
});
