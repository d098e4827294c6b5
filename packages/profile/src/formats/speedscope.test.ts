import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { anyProfile, weightsByStack } from "../any-profile.ts";
import { frameOf, merge, Profile, ProfileError, speedscopeReader, speedscopeWriter, writeSpeedscope, type Frame } from "../index.ts";

const read = (file: unknown, options = {}) => speedscopeReader.read(new TextEncoder().encode(JSON.stringify(file)), options);
const whole = (frame: Frame) => JSON.stringify(frame);
const frames = [
  { name: "main", file: "/app/a.js", line: 3, col: 7 },
  { name: "query", file: "/app/node_modules/pg/b.js", line: null },
  { name: "idle" },
];
const sampled = (more: object = {}) => ({
  type: "sampled",
  name: "t",
  unit: "milliseconds",
  startValue: 0,
  endValue: 12,
  samples: [[0, 1], [0], [0, 1]],
  weights: [5, 3, 4],
  ...more,
});
const file = (profile: object, shared: object = { frames }) => ({ shared, profiles: [profile] });

test("speedscope profiles come back as they were written: frames with file, line and column, weights, type and period", () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      const again = merge(speedscopeReader.read(speedscopeWriter.write(profile)));
      expect(weightsByStack(again, whole)).toEqual(weightsByStack(profile, whole));
      expect([again.sampleType, again.unit, again.period]).toEqual([profile.sampleType, profile.unit, profile.period]);
    }),
  );
});

test("sampled profiles are read in nanoseconds, whatever their unit of time", () => {
  const profile = merge(read(file(sampled())));
  expect(weightsByStack(profile, ({ function: name }) => name)).toEqual({ main: 3e6, "main > query": 9e6 });
  expect([profile.sampleType, profile.unit, profile.samples, profile.durationNano]).toEqual(["wall", "nanoseconds", 3, 12_000_000n]);
  expect(profile.frames).toEqual([frameOf("main", "/app/a.js", 3, 7), frameOf("query", "/app/node_modules/pg/b.js")]);
  expect(merge(read(file(sampled({ unit: "bytes" })))).sampleType).toBe("alloc");
  expect(merge(read(file(sampled({ unit: "none" })))).unit).toBe("count");
});

test("evented profiles are read: time counts for the stack that is open", () => {
  const event = (type: string, frame: number, at: number) => ({ type, frame, at });
  const evented = (events: object[]) => file({ type: "evented", name: "t", unit: "none", startValue: 0, endValue: 10, events });
  const events = [event("O", 0, 0), event("O", 1, 2), event("C", 1, 5), event("C", 0, 6), event("O", 0, 8)];
  expect(weightsByStack(merge(read(evented(events))), ({ function: name }) => name)).toEqual({ main: 5, "main > query": 3 });
  expect(() => read(evented([event("O", 0, 0), event("C", 1, 1)]))).toThrow(
    "profiles[0].events[1] is an object, expected to close the frame that was opened last",
  );
  expect(() => read(evented([event("C", 0, 1)]))).toThrow(ProfileError);
  expect(() => read(evented([event("O", 0, 4), event("C", 0, 3)]))).toThrow(
    "time of profiles[0].events[1] is 3, expected a number from 4, where the event before is",
  );
  expect(() => read(evented([event("X", 0, 4)]))).toThrow('type of profiles[0].events[0] is "X", expected O or C');
});

test("several threads are several profiles, and one file when written", () => {
  const thread = (name: string, weight: number) => {
    const profile = new Profile({ sampleType: "cpu", unit: "nanoseconds", name });
    profile.add([frameOf("main", "/app/a.js", 1)], weight);
    return profile;
  };
  const again = speedscopeReader.read(writeSpeedscope([thread("main", 1), thread("worker 1", 2)], { title: "shop" }));
  expect(again.map(({ name, weight, sampleType }) => [name, weight, sampleType])).toEqual([
    ["main", 1, "cpu"],
    ["worker 1", 2, "cpu"],
  ]);
});

test.each([
  ["no JSON", undefined, "no JSON"],
  ["an array", [], "the file is an array, expected an object"],
  ["no frames", { profiles: [] }, "shared is missing, expected an object"],
  ["no profiles", file({}).shared && { shared: { frames } }, "profiles is missing, expected an array"],
  ["empty profiles", { shared: { frames }, profiles: [] }, "profiles is empty"],
  ["a name that is a number", file(sampled(), { frames: [{ name: 7 }] }), "name of shared.frames[0] is 7, expected a string"],
  ["an unknown unit", file(sampled({ unit: "parsecs" })), 'profiles[0].unit is "parsecs", expected none, nanoseconds'],
  ["a unit from the prototype", file(sampled({ unit: "constructor" })), 'profiles[0].unit is "constructor"'],
  ["an unknown type", file(sampled({ type: "?" })), 'profiles[0].type is "?", expected sampled or evented'],
  ["an index out of range", file(sampled({ samples: [[0], [3], [0]] })), "profiles[0].samples[1] is 3, expected a number from 0 to 2"],
  ["an index below 0", file(sampled({ samples: [[-1], [0], [0]] })), "profiles[0].samples[0] is -1"],
  ["an index between", file(sampled({ samples: [[0.5], [0], [0]] })), "profiles[0].samples[0] is 0.5"],
  ["a negative weight", file(sampled({ weights: [5, -3, 4] })), "profiles[0].weights[1] is -3, expected a number from 0"],
  ["too few weights", file(sampled({ weights: [5] })), "profiles[0] has 3 samples and 1 weights"],
  ["text for a weight", file(sampled({ weights: ["5", 3, 4] })), 'profiles[0].weights[0] is "5", expected a number'],
])("speedscopeReader names what is wrong: %s", (_, value, message) => {
  const bytes = new TextEncoder().encode(value === undefined ? '{"shared":{"frames":[' : JSON.stringify(value));
  expect(() => speedscopeReader.read(bytes)).toThrow(ProfileError);
  expect(() => speedscopeReader.read(bytes)).toThrow(message);
});

test("a file of ten million nodes is refused by its size before a node is built", () => {
  const bytes = new TextEncoder().encode(`{"shared":{"frames":[]},"profiles":[${"{},".repeat(10_000_000)}{}]}`);
  const before = process.memoryUsage().heapUsed;
  expect(() => speedscopeReader.read(bytes)).toThrow("5000001 JSON values, expected at most 5000000");
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
});

test("JSON nested without end is refused, and keys that would change prototypes change nothing", () => {
  expect(() => speedscopeReader.read(new TextEncoder().encode("[".repeat(1_000_000)))).toThrow("nested more than 32 deep");
  const polluted = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"shared":{"frames":[{"name":"__proto__"}]},
    "profiles":[{"__proto__":{"name":"x"},"type":"sampled","unit":"none","startValue":0,"endValue":1,"samples":[[0]],"weights":[1]}]}`;
  const profile = merge(speedscopeReader.read(new TextEncoder().encode(polluted)));
  expect([profile.name, profile.frames[0]?.function]).toEqual(["", "__proto__"]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
