import { expect, test } from "@jest/globals";
import { changeColour, frameColour, largestChange } from "./frame-colour.ts";
import { graphOf } from "./graph.ts";
import { treeOf } from "./testing.ts";

const frame = (file: string, kind: "own" | "dependency" | "node" | "native", name = "f") => ({
  function: name,
  file,
  line: 1,
  column: 1,
  kind,
});
const hueOf = (colour: string) => Number(/^hsl\((\d+) /.exec(colour)?.[1]);

test("frames of a package have one hue, others by their kind; none is red", () => {
  const pg = hueOf(frameColour(frame("/app/node_modules/pg/a.js", "dependency", "a"), "light"));
  expect(hueOf(frameColour(frame("/app/node_modules/pg/b.js", "dependency", "b"), "dark"))).toBe(pg);
  const hues = new Set(
    ["pg", "express", "ws", "zod", "redis", "kafkajs"].map((name) =>
      hueOf(frameColour(frame(`/node_modules/${name}/i.js`, "dependency"), "light")),
    ),
  );
  expect(hues.size).toBeGreaterThan(2);
  for (const hue of hues) expect(hue).toBeGreaterThan(180);
  expect([hueOf(frameColour(frame("/a.js", "own"), "light")), hueOf(frameColour(frame("node:net", "node"), "light"))]).toEqual([30, 150]);
});

test("more is orange, less is blue, the same is neither; a small change shows", () => {
  const rgb = (change: number) => changeColour(change, 0.5, "light").match(/\d+/g)?.map(Number) ?? [];
  const [red = 0, , blue = 0] = rgb(0.5);
  expect(red).toBeGreaterThan(blue + 100);
  const [less = 0, , most = 0] = rgb(-0.5);
  expect(most).toBeGreaterThan(less + 100);
  expect(rgb(0)).toEqual([236, 237, 240]);
  expect(rgb(0.005)).not.toEqual(rgb(0));
  expect(changeColour(0, 0, "dark")).toBe("rgb(48 54 65)");
});

test("colours end at the largest change there is", () => {
  expect(largestChange(graphOf(treeOf(["all", 0, ["a", 30], ["b", 70]], { a: 50, b: 50 }), true))).toBeCloseTo(0.2);
});
