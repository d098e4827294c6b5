import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { anyProfile, weightsByStack } from "../any-profile.ts";
import {
  foldedReader,
  foldedWriter,
  frameOf,
  frameText,
  LIMITS,
  merge,
  parseFrameText,
  Profile,
  ProfileError,
  shortPath,
  commonRoot,
} from "../index.ts";
import { foldedName } from "./folded.ts";

const read = (text: string, options = {}) => foldedReader.read(new TextEncoder().encode(text), options);
const readOne = (text: string, options = {}) => merge(read(text, options));
const write = (profile: Profile) => new TextDecoder().decode(foldedWriter.write(profile));

test("folded text is root first, one stack a line, paths short, and survives names with semicolons", () => {
  const profile = new Profile({ sampleType: "wall", unit: "nanoseconds" });
  profile.add(
    [frameOf("main", "/app/src/main.ts", 3), frameOf("a;b", "/app/lib/x.ts", 7, 2), frameOf("query", "/app/node_modules/pg/client.js", 9)],
    1e21,
  );
  profile.add([frameOf("(idle)")], 0.5);
  expect(write(profile)).toBe(
    "main (src/main.ts:3);a:b (lib/x.ts:7);query (node_modules/pg/client.js:9) 1000000000000000000000\n(idle) 0.5\n",
  );
});

test("folded stacks come back as they were written, but for columns and the long form of paths", () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      const root = commonRoot(profile.frames);
      const again = readOne(write(profile), { about: { sampleType: "wall", unit: "nanoseconds" } });
      expect(again.weight).toBe(profile.weight);
      const written = weightsByStack(profile, (frame) => foldedName(frameText(frame, shortPath(frame.file, root))));
      expect(weightsByStack(again, (frame) => frameText(frame))).toEqual(written);
    }),
  );
});

test("py-spy's raw output is read: process, functions with file and line, sample counts", () => {
  const profile = readOne(
    'process 7:"python app.py";<module> (app.py:12);work (lib/calc.py:3) 5\nprocess 7:"python app.py";<module> (app.py:12) 2\n',
  );
  expect([profile.sampleType, profile.unit, profile.samples, profile.weight]).toEqual(["samples", "count", 7, 7]);
  expect(profile.framesOf(profile.stacks - 1)).toEqual([
    frameOf('process 7:"python app.py"'),
    frameOf("<module>", "app.py", 12),
    frameOf("work", "lib/calc.py", 3),
  ]);
});

test("what py-spy says around its stacks is passed over", () => {
  const text =
    "py-spy> Sampling process 100 times a second for 2 seconds. Press Control-C to exit.\n\nmain (a.py:1) 3\npy-spy> Wrote raw flamegraph data to '/dev/stdout'. Samples: 3 Errors: 0\n";
  expect(foldedReader.detects(new TextEncoder().encode(text))).toBe(true);
  expect(readOne(text).samples).toBe(3);
});

test("perf's and async-profiler's lines are read, JavaScript's names by V8 included", () => {
  const profile = readOne(
    "# comes from perf\n\nnode;uv_run;JS:*handle /app/a.js:12:3;JS:~ file:///app/b%20c.js:1:1;do_syscall_64_[k] 3\r\njava/lang/Thread.run_[j] 2.5\n",
  );
  expect(profile.frames.map((frame) => frameText(frame))).toEqual([
    "node",
    "uv_run",
    "handle (/app/a.js:12)",
    "(anonymous) (/app/b c.js:1)",
    "do_syscall_64_[k]",
    "java/lang/Thread.run_[j]",
  ]);
  expect(profile.weight).toBe(5.5);
});

test.each([
  ["f (a.js:3)", "f", "a.js", 3, 0],
  ["f (a.js:3:14)", "f", "a.js", 3, 14],
  ["f (libc.so.6)", "f", "libc.so.6", 0, 0],
  ["f (https://x.example/a.js:3)", "f", "https://x.example/a.js", 3, 0],
  ["f (C:\\app\\a.js:3)", "f", "C:\\app\\a.js", 3, 0],
  ["f (src/(shop)/page.tsx:3)", "f", "src/(shop)/page.tsx", 3, 0],
  ["operator() (int) (x.so)", "operator() (int)", "x.so", 0, 0],
  ["operator() (int)", "operator() (int)", "", 0, 0],
  ["(garbage collector)", "(garbage collector)", "", 0, 0],
  ["f (<frozen importlib._bootstrap>:241)", "f", "<frozen importlib._bootstrap>", 241, 0],
  ["thread (0x7F10): MainThread", "thread (0x7F10): MainThread", "", 0, 0],
])("parseFrameText() reads %j", (text, name, file, line, column) => {
  expect(parseFrameText(text)).toEqual({ function: name, file, line, column });
});

test("foldedReader says which line is none, and what lines look like", () => {
  expect(() => read("a;b 1\na;b\n")).toThrow(
    'Cannot read folded line 2 "a;b": no weight, expected lines such as `main;handle;query (db.js:12) 57`',
  );
  for (const text of ["a;b -3", "a;b 1e9", "a;b NaN", "12", "\0\x01\x02 4x", ""]) expect(() => read(text)).toThrow(ProfileError);
});

test("foldedReader refuses what is beyond its limits, by number", () => {
  const limit = (text: string, limits: object) => {
    try {
      read(text, { limits });
    } catch (error) {
      return [(error as ProfileError).reason, (error as ProfileError).message];
    }
    return [];
  };
  const deep = `${Array.from({ length: LIMITS.depth + 1 }, () => "f").join(";")} 1`;
  expect(limit(deep, {})).toEqual(["limit", "Cannot read folded profile: 1025 frames in one stack, expected at most 1024"]);
  expect(limit(`${"x".repeat(4_097)} 1`, {})).toEqual([
    "limit",
    "Cannot read folded profile: 4097 characters in one name, expected at most 4096",
  ]);
  expect(limit("a 1\nb 1\n", { frames: 1 })[0]).toBe("limit");
  expect(limit("a 1\na 1\n", { samples: 1 })[0]).toBe("limit");
  expect(limit("a;b 1", { stacks: 2 })[0]).toBe("limit");
  expect(limit("a;b 1", { bytes: 4 })).toEqual(["limit", "Cannot read folded profile: 5 bytes, expected at most 4"]);
});
