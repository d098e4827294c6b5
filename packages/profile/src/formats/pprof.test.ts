import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Profile as Pprof, StringTable } from "pprof-format";
import { anyProfile, weightsByStack } from "../any-profile.ts";
import { frameOf, merge, pprofReader, pprofWriter, Profile, ProfileError, top, type Frame } from "../index.ts";
import { MessageWriter } from "./protobuf.ts";

const fixture = (name: string) => new Uint8Array(gunzipSync(readFileSync(join(import.meta.dirname, "../../fixtures", name))));
const whole = (frame: Frame) => JSON.stringify(frame);
const first = (bytes: Uint8Array) => merge(pprofReader.read(bytes).slice(0, 1));

test("pprof comes back as it was written, with the numbers of samples, times and period", () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      profile.startTimeUnixNano = 1_795_000_000_123_456_789n;
      const [again, counts] = pprofReader.read(pprofWriter.write(profile));
      expect(again && weightsByStack(again, whole)).toEqual(weightsByStack(profile, whole));
      expect(again).toMatchObject({ sampleType: "wall", unit: "nanoseconds", period: 10_000_000, samples: profile.samples });
      expect(again).toMatchObject({ startTimeUnixNano: 1_795_000_000_123_456_789n, durationNano: 10_000_000_000n });
      expect(counts).toMatchObject({ sampleType: "samples", unit: "count", weight: profile.samples });
    }),
  );
});

test("pprof-format reads what pprofWriter writes", () => {
  const profile = new Profile({ sampleType: "cpu", unit: "nanoseconds", period: 10_000_000, durationNano: 5_000_000_000n });
  profile.add([frameOf("main", "/app/a.js", 3, 5), frameOf("naïve 🔥", "/app/b.js", 700_000)], 2 ** 40, 3);
  const {
    sampleType,
    sample,
    location,
    function: functions,
    stringTable,
    durationNanos,
    period,
    defaultSampleType,
  } = Pprof.decode(pprofWriter.write(profile));
  const text = (index: number | bigint) => stringTable.strings[Number(index)];
  expect(sampleType.map(({ type, unit }) => [text(type), text(unit)])).toEqual([
    ["samples", "count"],
    ["cpu", "nanoseconds"],
  ]);
  expect(sample.map(({ value }) => value.map(Number))).toEqual([[3, 2 ** 40]]);
  const lines = sample[0]?.locationId.map((id) => location.find((each) => each.id === id)?.line[0]);
  expect(
    lines?.map((line) => {
      const named = functions.find(({ id }) => id === line?.functionId);
      return [text(named?.name ?? 0), text(named?.filename ?? 0), line?.line];
    }),
  ).toEqual([
    ["naïve 🔥", "/app/b.js", 700_000],
    ["main", "/app/a.js", 3],
  ]);
  expect([Number(durationNanos), Number(period), text(defaultSampleType)]).toEqual([5_000_000_000, 10_000_000, "cpu"]);
});

test("Go's CPU profile is read, its default type first", () => {
  const [cpu, samples] = pprofReader.read(fixture("go-cpu.pb.gz"));
  expect(cpu).toMatchObject({ sampleType: "cpu", unit: "nanoseconds", period: 10_000_000 });
  expect(samples).toMatchObject({ sampleType: "samples", unit: "count", samples: cpu?.samples });
  expect(cpu?.weight).toBe((cpu?.samples ?? 0) * 10_000_000);
  expect(cpu?.startTimeUnixNano).toBeGreaterThan(1_700_000_000_000_000_000n);
  expect(cpu?.durationNano).toBeGreaterThan(900_000_000n);
  const functions = cpu ? top(cpu, { by: "total" }) : [];
  expect(functions.find((frame) => frame.function === "main.hash")).toMatchObject({ kind: "own" });
  expect(functions.find((frame) => frame.function === "runtime.main")).toMatchObject({ kind: "node", total: functions[0]?.total });
});

test("Go's heap profile is read with its four types", () => {
  const heap = pprofReader.read(fixture("go-heap.pb.gz"));
  expect(heap.map(({ sampleType, unit }) => `${sampleType} ${unit}`)).toEqual([
    "inuse_space bytes",
    "alloc_objects count",
    "alloc_space bytes",
    "inuse_objects count",
  ]);
});

const VALUE = [{ type: 1, unit: 2 }];
const strings = (...texts: string[]) => {
  const table = new StringTable();
  for (const text of ["samples", "count", ...texts]) table.dedup(text);
  return table;
};
const build = (data: ConstructorParameters<typeof Pprof>[0]) =>
  new Pprof({ sampleType: VALUE, stringTable: strings("f", "/lib/x.so"), ...data }).encode();

test("what has no symbols is named by address, with the file that it was loaded from where a mapping tells", () => {
  const profile = first(
    build({
      sample: [{ locationId: [7, 8], value: [2] }],
      mapping: [{ id: 1, filename: 4 }],
      location: [
        { id: 7, mappingId: 1, address: 0x4010 },
        { id: 8, address: 0x99 },
      ],
    }),
  );
  expect(weightsByStack(profile, ({ function: name, file, kind }) => `${name} ${file} ${kind}`)).toEqual({
    "0x99  native > 0x4010 /lib/x.so native": 2,
  });
});

test("inlined functions are frames of their own, in the order of the calls", () => {
  const profile = first(
    build({
      stringTable: strings("inner", "outer"),
      sample: [{ locationId: [1], value: [1] }],
      location: [
        {
          id: 1,
          line: [
            { functionId: 1, line: 5 },
            { functionId: 2, line: 9 },
          ],
        },
      ],
      function: [
        { id: 1, name: 3 },
        { id: 2, name: 4 },
      ],
    }),
  );
  expect(weightsByStack(profile, ({ function: name, line }) => `${name}:${line}`)).toEqual({ "outer:9 > inner:5": 1 });
});

/** A file of one type with a sample that pprof-format would not write. */
function withSample(write: (sample: MessageWriter) => void, location: { id: number }[] = []): Uint8Array {
  const out = new MessageWriter();
  out.message(2, write);
  return Buffer.concat([build({ location }), out.finish()]);
}

test.each([
  ["an unknown location", build({ sample: [{ locationId: [9], value: [1] }] }), 'a sample refers to location "9"'],
  [
    "an unknown function",
    build({ sample: [{ locationId: [1], value: [1] }], location: [{ id: 1, line: [{ functionId: 5 }] }] }),
    'a location refers to function "5"',
  ],
  ["an unknown string", build({ sampleType: [{ type: 99, unit: 2 }] }), 'string "99", expected a number below 5'],
  ["too many values", build({ sample: [{ locationId: [], value: [1, 2] }] }), "sample 1 has 2 values, expected 1"],
  ["no values", withSample(() => {}), "sample 1 has 0 values, expected 1"],
  ["a negative value", withSample((sample) => sample.numbers(2, [-3])), 'a sample weighs "-3", expected a number from 0'],
  ["no type", new Pprof({ stringTable: strings() }).encode(), "no sample type"],
  ["nothing", new Uint8Array(), "no sample type"],
  ["gzip", new Uint8Array(gzipSync("x")), "packed by gzip, expected unpacked bytes"],
  ["text", new TextEncoder().encode("main;handle 12\n"), "expected a pprof message"],
])("pprofReader names what is wrong: %s", (_, bytes, message) => {
  expect(() => pprofReader.read(bytes)).toThrow(ProfileError);
  expect(() => pprofReader.read(bytes)).toThrow(message);
});

test("a file that is cut anywhere, or has any byte changed, is read or refused, never anything else", () => {
  const bytes = fixture("go-cpu.pb.gz");
  const readOrRefuse = (each: Uint8Array) => {
    try {
      return pprofReader.read(each).length;
    } catch (error) {
      expect(error).toBeInstanceOf(ProfileError);
      return 0;
    }
  };
  for (let length = 0; length < bytes.length; length++) readOrRefuse(bytes.subarray(0, length));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const changed = bytes.slice();
      changed[at] = value;
      readOrRefuse(changed);
    }),
    { numRuns: 500 },
  );
});

test("pprofReader refuses a stack of a million frames, and more samples than accepted, before it builds them", () => {
  const deep = withSample((sample) => sample.numbers(1, new Uint8Array(1_000_000).fill(1)), [{ id: 1 }]);
  expect(() => pprofReader.read(deep)).toThrow("1025 frames in one stack, expected at most 1024");
  const head = build({});
  const many = new Uint8Array(head.length + 2 * 1_000_000);
  many.set(head);
  for (let at = head.length; at < many.length; at += 2) many[at] = 0x12;
  expect(() => pprofReader.read(many)).toThrow("sample 1 has 0 values");
  const counted = withSample((sample) => sample.numbers(2, [1]));
  const twice = Buffer.concat([counted, counted.subarray(head.length)]);
  expect(() => pprofReader.read(twice, { limits: { samples: 1 } })).toThrow("2 samples, expected at most 1");
});

const hasGo = (() => {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

(hasGo ? test : test.skip)("go tool pprof reads what pprofWriter writes", () => {
  const folder = mkdtempSync(join(tmpdir(), "throughline-pprof-"));
  try {
    const profile = new Profile({ sampleType: "wall", unit: "nanoseconds", period: 10_000_000, durationNano: 1_000_000_000n });
    profile.add([frameOf("main", "/app/a.js", 3), frameOf("query", "/app/b.js", 7)], 700_000_000, 70);
    profile.add([frameOf("main", "/app/a.js", 3)], 300_000_000, 30);
    const path = join(folder, "profile.pb");
    writeFileSync(path, pprofWriter.write(profile));
    const out = execFileSync("go", ["tool", "pprof", "-top", "-lines", path], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, PPROF_TMPDIR: folder },
    });
    expect(out).toMatch(/Type: wall/);
    expect(out).toMatch(/Total samples = 1000ms/);
    expect(out).toMatch(/700ms 70\.00% 70\.00%\s+700ms 70\.00%\s+query \/app\/b\.js:7/);
    expect(out).toMatch(/300ms 30\.00%\s+100%\s+1000ms\s+100%\s+main \/app\/a\.js:3/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
