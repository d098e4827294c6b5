import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { anyProfile, weightsByStack } from "../any-profile.ts";
import { merge, ProfileError, READERS, readProfiles, top, WRITERS, writeProfile, type Tree } from "../index.ts";

const fixture = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, "../../fixtures", name)));

test("readProfiles() tells the format by the content, for whatever we write", () => {
  fc.assert(
    fc.property(anyProfile, fc.constantFrom(...READERS.keys()), (profile, format) => {
      const bytes = writeProfile(profile, format);
      const detected = [...READERS.values()].find((reader) => reader.detects(bytes));
      expect(detected?.format).toBe(format);
      const [again] = readProfiles(bytes);
      expect(Math.abs((again?.weight ?? 0) - profile.weight)).toBeLessThanOrEqual(1_000);
    }),
  );
});

test("readProfiles() reads what py-spy wrote: the same program as folded text and as speedscope", () => {
  const folded = merge(readProfiles(fixture("py-spy.folded")));
  expect(folded.samples).toBe(260);
  expect(top(folded, { by: "total" }).find((frame) => frame.function === "spin")).toMatchObject({ file: "calc.py", kind: "own" });
  const threads = readProfiles(fixture("py-spy.speedscope"));
  expect(threads.map(({ name }) => name.replace(/\d+/, "1"))).toEqual(['Thread 1 "MainThread"', expect.stringContaining("Thread 1")]);
  expect(threads.every(({ sampleType, unit }) => sampleType === "wall" && unit === "nanoseconds")).toBe(true);
  expect(top(merge(threads.slice(0, 1)))[0]).toMatchObject({ function: "inner", file: "/srv/app/calc.py" });
});

test("readProfiles() reads Go's pprof unpacked, and says so of a packed one", () => {
  expect(readProfiles(new Uint8Array(gunzipSync(fixture("go-cpu.pb.gz"))))[0]?.sampleType).toBe("cpu");
  expect(() => readProfiles(fixture("go-cpu.pb.gz"), { format: "pprof" })).toThrow("packed by gzip");
});

test("readProfiles() names the formats that there are", () => {
  expect(() => readProfiles(new TextEncoder().encode("hello"))).toThrow(
    "Cannot tell the format of a profile of 5 bytes: expected speedscope, cpuprofile, pprof, folded",
  );
  for (const format of ["jfr", "__proto__", ""]) expect(() => readProfiles(new Uint8Array(), { format })).toThrow(ProfileError);
});

test("any bytes are read or refused by every reader, never anything else", () => {
  const json = fc.json().map((text) => new TextEncoder().encode(text));
  const lines = fc
    .string({ unit: fc.constantFrom("a", ";", " ", "1", "\n", "(", ")", ":", "#", "\0") })
    .map((text) => new TextEncoder().encode(text));
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 200 }), json, lines),
      fc.constantFrom(undefined, ...READERS.keys()),
      (bytes, format) => {
        try {
          const profiles = readProfiles(bytes, format === undefined ? {} : { format });
          for (const profile of profiles) expect(profile.weight).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ProfileError);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test("the file of each format that is cut is read or refused, never anything else", () => {
  fc.assert(
    fc.property(anyProfile, fc.constantFrom(...READERS.keys()), fc.double({ min: 0, max: 1, noNaN: true }), (profile, format, share) => {
      const bytes = writeProfile(profile, format);
      try {
        readProfiles(bytes.subarray(0, Math.floor(bytes.length * share)), { format });
      } catch (error) {
        expect(error).toBeInstanceOf(ProfileError);
      }
    }),
  );
});

test("writeProfile() gives the tree as JSON, and names the formats that there are", () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      const { total, samples, root } = JSON.parse(new TextDecoder().decode(writeProfile(profile, "json"))) as Tree;
      expect([total, samples, root.function, root.total]).toEqual([profile.weight, profile.samples, "all", profile.weight]);
      expect(Object.keys(weightsByStack(profile, ({ function: name }) => name)).length).toBeGreaterThan(0);
    }),
  );
  expect([...WRITERS.keys()]).toEqual(["json", "folded", "speedscope", "pprof", "cpuprofile", "svg"]);
  const profile = merge(readProfiles(fixture("py-spy.folded")));
  expect(() => writeProfile(profile, "flamegraph")).toThrow('Cannot write a profile in the format "flamegraph": expected json, folded');
});
