import { expect, test } from "@jest/globals";
import { holderText, waitText } from "./wait-text.ts";

const held = { function: "similarity", file: "/app/src/catalog.ts", line: 47 };

test("a wait says whose event loop was held, for how long, and by what", () => {
  const wait = {
    ...held,
    blockId: "b",
    traceId: "",
    spanId: "",
    startTimeUnixNano: "0",
    durationNano: "799000000",
    waitedNano: "1",
    inCallee: true,
    service: "catalog",
  };
  expect(waitText(wait)).toBe("catalog's event loop was held 799 ms by similarity catalog.ts:47");
});

test.each([
  [{ ...held, function: null }, "code catalog.ts:47"],
  [{ ...held, line: null }, "similarity catalog.ts"],
  [{ function: null, file: null, line: null }, "code that could not be named"],
])("what held it is said as far as it is known", (place, text) => {
  expect(holderText(place)).toBe(text);
});
