import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { jsonToMessage, MalformedError, messageToJson, validateMessage } from "./index.ts";

const request = jsonToMessage(
  "ExportTraceServiceRequest",
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "cart" } }] },
        scopeSpans: [
          { spans: [{ traceId: "0".repeat(31) + "1", name: "GET /cart", attributes: [{ key: "n", value: { intValue: "5" } }] }] },
        ],
      },
    ],
  }),
);

test("validateMessage() refuses a message cut off at any byte inside a field, or finds what is left well formed", () => {
  for (let length = 1; length < request.length; length++)
    expect(() => validateMessage("ExportTraceServiceRequest", request.subarray(0, length))).toThrow(MalformedError);
});

test("validateMessage() names a field of the wrong wire type", () => {
  expect(() => validateMessage("Span", Uint8Array.of(0x08, 1))).toThrow(/traceId \(1\) has wire type 0, not 2/);
});

test("validateMessage() passes over unknown fields of any kind", () => {
  const unknown = () =>
    validateMessage("Span", Uint8Array.of(0xf8, 0x3f, 1, 0xf9, 0x3f, 1, 2, 3, 4, 5, 6, 7, 8, 0xfa, 0x3f, 1, 65, 0xfd, 0x3f, 1, 2, 3, 4));
  expect(unknown).not.toThrow();
});

test("whatever validateMessage() lets through can be read to its end", () => {
  const mutated = fc
    .tuple(fc.nat(request.length - 1), fc.nat(255))
    .map(([at, value]) => Uint8Array.from(request, (byte, index) => (index === at ? value : byte)));
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 60 })), (bytes) => {
      try {
        validateMessage("ExportTraceServiceRequest", bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
        return;
      }
      messageToJson("ExportTraceServiceRequest", bytes);
    }),
    { numRuns: 2_000 },
  );
});
