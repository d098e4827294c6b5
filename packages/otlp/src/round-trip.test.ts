import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { jsonToMessage, MalformedError, messageToJson, type MessageName, validateMessage } from "./index.ts";

const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((array) => Buffer.from(array).toString("hex"));
const base64 = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array).toString("base64"));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const double = fc.double().map((value) => (Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value)));

const { anyValue } = fc.letrec<{ anyValue: object; keyValues: object[] }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string({ unit: "grapheme" }).map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    int64.map((intValue) => ({ intValue })),
    double.map((doubleValue) => ({ doubleValue })),
    base64.map((bytesValue) => ({ bytesValue })),
    fc.constant({}),
    fc.array(tie("anyValue"), { minLength: 1, maxLength: 4 }).map((values) => ({ arrayValue: { values } })),
    tie("keyValues").map((values) => ({ kvlistValue: { values } })),
  ),
  keyValues: fc.array(fc.record({ key: fc.string({ minLength: 1 }), value: tie("anyValue") }), { minLength: 1, maxLength: 4 }),
}));

const attributes = fc.array(fc.record({ key: fc.string({ minLength: 1 }), value: anyValue }), { minLength: 1, maxLength: 5 });
const uint64 = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);
const uint32 = fc.integer({ min: 1, max: 2 ** 32 - 1 });

const span = fc.record(
  {
    traceId: hex(16),
    spanId: hex(8),
    traceState: fc.string({ minLength: 1 }),
    parentSpanId: hex(8),
    name: fc.string({ minLength: 1 }),
    kind: fc.integer({ min: 1, max: 5 }),
    startTimeUnixNano: uint64,
    endTimeUnixNano: uint64,
    attributes,
    droppedAttributesCount: uint32,
    events: fc.array(fc.record({ timeUnixNano: uint64, name: fc.string({ minLength: 1 }), attributes }), { minLength: 1, maxLength: 2 }),
    links: fc.array(fc.record({ traceId: hex(16), spanId: hex(8), flags: uint32 }), { minLength: 1, maxLength: 2 }),
    status: fc.record({ message: fc.string({ minLength: 1 }), code: fc.integer({ min: 1, max: 2 }) }),
    flags: uint32,
  },
  { requiredKeys: [] },
);

test("jsonToMessage() and messageToJson() give back any span, types and 64-bit values and all", () => {
  fc.assert(
    fc.property(span, (value) => {
      const bytes = jsonToMessage("Span", JSON.stringify(value));
      validateMessage("Span", bytes);
      expect(messageToJson("Span", bytes)).toEqual(value);
    }),
  );
});

const index = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const indices = fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 5 });
const valueType = fc.record({ typeStrindex: index, unitStrindex: index });

const profiles = fc.record(
  {
    resourceProfiles: fc.array(
      fc.record(
        {
          resource: fc.record({
            attributes: fc.array(fc.record({ keyStrindex: index, value: fc.record({ stringValueStrindex: index }) }), { minLength: 1 }),
          }),
          scopeProfiles: fc.array(
            fc.record({
              profiles: fc.array(
                fc.record(
                  {
                    sampleType: valueType,
                    samples: fc.array(
                      fc.record(
                        {
                          stackIndex: index,
                          attributeIndices: indices,
                          linkIndex: index,
                          values: fc.array(int64, { minLength: 1 }),
                          timestampsUnixNano: fc.array(uint64, { minLength: 1 }),
                        },
                        { requiredKeys: [] },
                      ),
                      { minLength: 1, maxLength: 3 },
                    ),
                    timeUnixNano: uint64,
                    durationNano: uint64,
                    periodType: valueType,
                    period: int64.filter((text) => text !== "0"),
                    profileId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array).toString("base64")),
                    originalPayloadFormat: fc.string({ minLength: 1 }),
                    attributeIndices: indices,
                  },
                  { requiredKeys: [] },
                ),
                { minLength: 1, maxLength: 2 },
              ),
            }),
            { minLength: 1, maxLength: 2 },
          ),
        },
        { requiredKeys: [] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    dictionary: fc.record({
      mappingTable: fc.array(fc.record({ memoryStart: uint64, filenameStrindex: index }), { minLength: 1, maxLength: 2 }),
      locationTable: fc.array(
        fc.record({
          address: uint64,
          lines: fc.array(fc.record({ functionIndex: index, line: uint64.filter((text) => text.length < 19) }), { minLength: 1 }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      functionTable: fc.array(fc.record({ nameStrindex: index, filenameStrindex: index }), { minLength: 1, maxLength: 2 }),
      linkTable: fc.array(fc.record({ traceId: hex(16), spanId: hex(8) }), { minLength: 1, maxLength: 2 }),
      stringTable: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
      attributeTable: fc.array(fc.record({ keyStrindex: index, value: anyValue, unitStrindex: index }), { minLength: 1, maxLength: 2 }),
      stackTable: fc.array(fc.record({ locationIndices: indices }), { minLength: 1, maxLength: 2 }),
    }),
  },
  { requiredKeys: [] },
);

test("jsonToMessage() and messageToJson() give back any profiles, packed numbers and all", () => {
  fc.assert(
    fc.property(profiles, (value) => {
      const bytes = jsonToMessage("ExportProfilesServiceRequest", JSON.stringify(value));
      validateMessage("ExportProfilesServiceRequest", bytes);
      expect(messageToJson("ExportProfilesServiceRequest", bytes)).toEqual(value);
    }),
  );
});

test("numbers that stand in fields of their own are read like packed ones", () => {
  const bytes = Uint8Array.from([0x20, 1, 0x22, 2, 2, 3, 0x20, 4]);
  validateMessage("Sample", bytes);
  expect(messageToJson("Sample", bytes)).toEqual({ values: ["1", "2", "3", "4"] });
});

test.each([
  ["a packed varint that is cut", [0x22, 1, 0x80]],
  ["packed eight-byte numbers that are cut", [0x2a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
])("validateMessage() refuses %s", (_name, bytes) => {
  expect(() => validateMessage("Sample", Uint8Array.from(bytes))).toThrow(MalformedError);
});

test("texts that look like a number's default are kept", () => {
  const value = { name: "0", attributes: [{ key: "0", value: { stringValue: "" } }] };
  expect(messageToJson("Span", jsonToMessage("Span", JSON.stringify(value)))).toEqual(value);
});

test("jsonToMessage() keeps integers beyond 2^53 exactly, quoted or not", () => {
  for (const text of ['{"intValue":9007199254740993}', '{"intValue":"9007199254740993"}', '{"intValue": -9223372036854775808 }']) {
    const expected = text.includes("-") ? "-9223372036854775808" : "9007199254740993";
    expect(messageToJson("AnyValue", jsonToMessage("AnyValue", text))).toEqual({ intValue: expected });
  }
});

test("jsonToMessage() ignores unknown fields and takes null for absent", () => {
  const bytes = jsonToMessage("Span", '{"name":"a","unknownField":{"x":[1]},"parentSpanId":null}');
  expect(messageToJson("Span", bytes)).toEqual({ name: "a" });
});

test.each<[MessageName, string, RegExp]>([
  ["Span", "{", /not JSON/],
  ["Span", "[]", /expected an object, got an array/],
  ["Span", '{"traceId":"xyz"}', /traceId: expected a string of hex digits/],
  ["Span", '{"kind":"SPAN_KIND_SERVER"}', /kind: expected an integer/],
  ["Span", '{"startTimeUnixNano":"-1"}', /startTimeUnixNano: expected an integer from 0/],
  ["Span", '{"startTimeUnixNano":1.5}', /startTimeUnixNano: expected an integer/],
  [
    "ExportTraceServiceRequest",
    '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":5}]}]}]}',
    /resourceSpans\[0\]\.scopeSpans\[0\]\.spans\[0\]\.name: expected a string, got 5/,
  ],
  ["AnyValue", '{"bytesValue":"a"}', /bytesValue: expected a base64 string/],
  ["AnyValue", '{"doubleValue":"ten"}', /doubleValue: expected a number/],
])("jsonToMessage() names the place of what is wrong in a %s: %s", (name, text, message) => {
  expect(() => jsonToMessage(name, text)).toThrow(MalformedError);
  expect(() => jsonToMessage(name, text)).toThrow(message);
});

test("values that nest deeper than a hundred messages are refused, not run out of stack on", () => {
  const nest = (levels: number): string => `${'{"arrayValue":{"values":['.repeat(levels)}{}${"]}}".repeat(levels)}`;
  expect(() => jsonToMessage("AnyValue", nest(60))).toThrow(/nest deeper/);
  expect(() => jsonToMessage("AnyValue", `${"[".repeat(500_000)}${"]".repeat(500_000)}`)).toThrow(/expected an object, got an array/);
  let bytes = new Uint8Array();
  for (let level = 0; level < 120; level++)
    bytes = Uint8Array.from([0x2a, ...varint(bytes.length + 1 + varint(bytes.length).length), 0x0a, ...varint(bytes.length), ...bytes]);
  expect(() => validateMessage("AnyValue", bytes)).toThrow(/nest deeper/);
});

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
