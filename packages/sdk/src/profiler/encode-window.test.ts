import { expect, test } from "@jest/globals";
import { messageToJson, type OtlpJson } from "@throughline/otlp";
import fc from "fast-check";
import { encodeWindow } from "./encode-window.ts";
import type { Call, SampledWindow, SampleGroup } from "./sampled-window.ts";

const hex = (digits: number) =>
  fc
    .string({ unit: fc.constantFrom(..."0123456789abcdef".split("")), minLength: digits, maxLength: digits })
    .filter((id) => /[^0]/.test(id));
const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("a", "b", "x".repeat(130), "日本"));
const position = fc.oneof(fc.nat(300), fc.constant(2 ** 31));

const windows: fc.Arbitrary<SampledWindow> = fc
  .array(
    fc.record({ functionName: name, url: fc.constantFrom("", "node:fs", "/srv/app.js", "/srv/b.js"), line: position, column: position }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .chain((parts) => {
    const calls = fc.tuple(...parts.map((part, at) => fc.integer({ min: -1, max: at - 1 }).map((caller): Call => ({ ...part, caller }))));
    const correlationId = fc.option(fc.constantFrom("one", "two"), { nil: undefined });
    const link = fc.oneof(
      fc.constant(undefined),
      fc.record({ traceId: hex(32), spanId: hex(16), correlationId }),
      fc.record({ traceId: fc.constant(""), spanId: fc.constant(""), correlationId }),
    );
    const value = fc.oneof(fc.nat(200), fc.maxSafeInteger().map(Math.abs));
    const samples: fc.Arbitrary<SampleGroup[]> = fc.array(
      fc
        .record({ call: fc.nat(parts.length - 1), link, values: fc.array(value, { minLength: 1, maxLength: 30 }), summed: fc.boolean() })
        .map(({ values, summed, ...rest }) => ({
          ...rest,
          values,
          times: summed ? [] : values.map((_, at) => 1_795_645_390_245_098_000n + BigInt(at)),
        })),
    );
    return fc.record({
      startUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      durationNano: fc.bigInt({ min: 1n, max: 600_000_000_000n }),
      calls,
      profiles: samples.map((groups) => [
        { type: "wall" as const, unit: "nanoseconds" as const, period: 10_101_010, samples: groups },
        { type: "alloc" as const, unit: "bytes" as const, period: 524_288, samples: groups.slice(0, 2) },
      ]),
    });
  });

test("encodeWindow() writes what a reader of OTLP profiles resolves to the same samples", () => {
  fc.assert(
    fc.property(windows, (window) => {
      const { profiles, dictionary } = encodeWindow(window);
      const { dictionary: tables } = messageToJson("ExportProfilesServiceRequest", dictionary) as unknown as { dictionary: Tables };
      for (const [at, sampled] of window.profiles.entries()) {
        const profile = messageToJson("Profile", profiles[at] ?? new Uint8Array()) as unknown as WireProfile;
        const text = (index = 0): string => tables.stringTable[index] ?? "none";
        expect(text(profile.sampleType.typeStrindex)).toBe(sampled.type);
        expect(text(profile.sampleType.unitStrindex)).toBe(sampled.unit);
        expect(profile.periodType).toEqual(profile.sampleType);
        expect([profile.period, profile.durationNano]).toEqual([String(sampled.period), String(window.durationNano)]);
        expect(profile.timeUnixNano ?? "0").toBe(String(window.startUnixNano));
        expect((profile.samples ?? []).map((sample) => resolved(sample, tables))).toEqual(
          sampled.samples.map((group) => asTold(group, window)),
        );
      }
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("encodeWindow() has the entry for none first in each table, and no entry twice", () => {
  const link = { traceId: "01".repeat(16), spanId: "02".repeat(8), correlationId: "order-1" };
  const call = { functionName: "f", url: "file:///srv/a%20b.js", line: 3, column: 7, caller: -1 };
  const sample = { call: 0, link, values: [1], times: [] };
  const { dictionary } = encodeWindow({
    startUnixNano: 1n,
    durationNano: 1n,
    calls: [call],
    profiles: [{ type: "wall", unit: "nanoseconds", period: 1, samples: [sample, sample] }],
  });
  expect(messageToJson("ExportProfilesServiceRequest", dictionary)).toEqual({
    dictionary: {
      stringTable: ["", "thread.id", "thread.name", "wall", "nanoseconds", "f", "/srv/a b.js", "correlation.id"],
      mappingTable: [{}],
      locationTable: [{}, { lines: [{ functionIndex: 1, line: "3", column: "7" }] }],
      functionTable: [{}, { nameStrindex: 5, filenameStrindex: 6 }],
      linkTable: [{}, { traceId: link.traceId, spanId: link.spanId }],
      attributeTable: [
        {},
        { keyStrindex: 1, value: { intValue: "0" } },
        { keyStrindex: 2, value: { stringValue: expect.any(String) } },
        { keyStrindex: 7, value: { stringValue: "order-1" } },
      ],
      stackTable: [{}, { locationIndices: [1] }],
    },
  });
});

interface WireProfile {
  sampleType: { typeStrindex: number; unitStrindex: number };
  periodType: unknown;
  period: string;
  durationNano: string;
  timeUnixNano?: string;
  samples?: WireSample[];
}
interface WireSample {
  stackIndex?: number;
  attributeIndices?: number[];
  linkIndex?: number;
  values?: string[];
  timestampsUnixNano?: string[];
}
interface Tables {
  stringTable: string[];
  attributeTable: { keyStrindex?: number; value?: OtlpJson }[];
  linkTable: object[];
  stackTable: { locationIndices?: number[] }[];
  locationTable: { lines: { functionIndex?: number; line?: string; column?: string }[] }[];
  functionTable: { nameStrindex?: number; filenameStrindex?: number }[];
}

function resolved(sample: WireSample, tables: Tables): object {
  const text = (index = 0): string => tables.stringTable[index] ?? "none";
  const attributes = (sample.attributeIndices ?? []).map((index) => tables.attributeTable[index]);
  const correlation = attributes.find((attribute) => text(attribute?.keyStrindex) === "correlation.id");
  return {
    stack: (tables.stackTable[sample.stackIndex ?? 0]?.locationIndices ?? []).map((index) => {
      const [{ functionIndex = 0, line = "0", column = "0" } = {}] = tables.locationTable[index]?.lines ?? [];
      const at = tables.functionTable[functionIndex];
      return `${text(at?.nameStrindex)} ${text(at?.filenameStrindex)}:${line}:${column}`;
    }),
    link: tables.linkTable[sample.linkIndex ?? 0],
    correlationId: correlation?.value?.["stringValue"],
    values: sample.values ?? [],
    times: sample.timestampsUnixNano ?? [],
  };
}

function asTold({ call, link, values, times }: SampleGroup, window: SampledWindow): object {
  const stack: string[] = [];
  for (let at = window.calls[call]; at !== undefined; at = window.calls[at.caller])
    stack.push(`${at.functionName} ${at.url}:${at.line}:${at.column}`);
  const { traceId = "", spanId = "", correlationId } = link ?? {};
  return { stack, link: spanId === "" ? {} : { traceId, spanId }, correlationId, values: values.map(String), times: times.map(String) };
}
