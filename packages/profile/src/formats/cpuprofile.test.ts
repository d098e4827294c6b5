import { Session } from "node:inspector/promises";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { anyProfile, weightsByStack } from "../any-profile.ts";
import { cpuprofileReader, cpuprofileWriter, merge, ProfileError, top, vmShares, type Frame } from "../index.ts";

const read = (file: unknown) => merge(cpuprofileReader.read(new TextEncoder().encode(JSON.stringify(file))));
const name = ({ function: functionName }: Frame) => functionName;
const node = (id: number, functionName: string, children: number[] = [], more: object = {}) => ({
  id,
  callFrame: { functionName, scriptId: "1", url: functionName.startsWith("(") ? "" : "file:///app/a.js", lineNumber: 4, columnNumber: 0 },
  hitCount: 0,
  children,
  ...more,
});
const nodes = [node(1, "(root)", [2, 4]), node(2, "main", [3]), node(3, "query"), node(4, "(idle)")];

test("a profile lasts from sample to sample, the last until the end", () => {
  const profile = read({ nodes, startTime: 1_000, endTime: 1_100, samples: [3, 3, 2, 4], timeDeltas: [10, 20, 30, 5] });
  expect(weightsByStack(profile, name)).toEqual({ "main > query": 50_000, main: 5_000, "(idle)": 35_000 });
  expect([profile.samples, profile.durationNano, profile.period]).toEqual([4, 100_000n, 25_000]);
  expect(profile.frames.find((frame) => frame.function === "main")).toEqual({
    function: "main",
    file: "/app/a.js",
    line: 5,
    column: 1,
    kind: "own",
  });
});

test("samples out of order are put in order, as DevTools does", () => {
  const profile = read({ nodes, startTime: 0, endTime: 40, samples: [2, 3, 4], timeDeltas: [20, -10, 20] });
  expect(weightsByStack(profile, name)).toEqual({ "main > query": 10_000, main: 10_000, "(idle)": 10_000 });
});

test("a profile without samples is read by its nodes' hits, one with parents by those", () => {
  const hits = [node(1, "(root)", [2]), node(2, "main", [], { hitCount: 3 }), node(3, "query", [], { hitCount: 1, parent: 2 })];
  expect(weightsByStack(read({ nodes: hits, startTime: 0, endTime: 8 }), name)).toEqual({ main: 6_000, "main > query": 2_000 });
});

test("cpuprofiles come back as they were written, but for what is below a microsecond", () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      const again = merge(cpuprofileReader.read(cpuprofileWriter.write(profile)));
      const place = ({ function: functionName, file, line, column }: Frame) =>
        JSON.stringify([functionName, file, file === "" ? 0 : line, column]);
      const [written, back] = [weightsByStack(profile, place), weightsByStack(again, place)];
      for (const [stack, weight] of Object.entries(written)) expect(Math.abs((back[stack] ?? 0) - weight)).toBeLessThanOrEqual(1_000);
      expect(Object.keys(back).filter((stack) => !(stack in written))).toEqual([]);
    }),
  );
});

test("what V8 records is read: the function that was busy, and how much was idle", async () => {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 500 });
  await session.post("Profiler.start");
  const until = Date.now() + 200;
  (function burn() {
    while (Date.now() < until) JSON.stringify({ until });
  })();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  const read_ = read(profile);
  const busy = top(read_, { by: "total" }).find((frame) => frame.function === "burn");
  expect((busy?.total ?? 0) / read_.weight).toBeGreaterThan(0.5);
  expect(busy?.file).toContain("cpuprofile.test.ts");
  const { gc, idle } = vmShares(read_);
  expect(gc + idle).toBeLessThan(0.5);
});

const good = { nodes, startTime: 0, endTime: 10, samples: [3], timeDeltas: [1] };
test.each([
  ["a circle", { ...good, nodes: [node(1, "(root)"), node(2, "a", [3]), node(3, "b", [2])], samples: [1] }, "in a circle"],
  ["a node that calls itself", { ...good, nodes: [node(1, "a", [1])], samples: [1] }, "in a circle"],
  ["two parents", { ...good, nodes: [node(1, "a", [3]), node(2, "b", [3]), node(3, "c")] }, "node 3 has two parents, expected a tree"],
  ["two nodes with one id", { ...good, nodes: [node(1, "a"), node(1, "b")] }, "two nodes have one id"],
  ["a child that is missing", { ...good, nodes: [node(1, "a", [9])] }, "a child is 9, expected the id of a node"],
  ["a sample of no node", { ...good, samples: [9] }, "samples[0] is 9, expected the id of a node"],
  ["too few deltas", { ...good, timeDeltas: [] }, "1 samples and 0 timeDeltas"],
  ["negative hits", { ...good, nodes: [node(1, "a", [], { hitCount: -1 })] }, "hitCount of nodes[0] is -1"],
  ["an end before the start", { ...good, endTime: -1 }, "endTime is -1, expected a number from 0, the startTime"],
  ["a node without callFrame", { ...good, nodes: [{ id: 1 }] }, "callFrame of nodes[0] is missing, expected an object"],
])("cpuprofileReader names what is wrong: %s", (_, file, message) => {
  expect(() => read(file)).toThrow(ProfileError);
  expect(() => read(file)).toThrow(message);
});
