import { expect, test } from "@jest/globals";
import { anyValue, otlpAttributes, plainAttributes, plainValue } from "./value.ts";

test("anyValue() gives every type back exactly", () => {
  expect(anyValue("s", "")).toEqual({ stringValue: "" });
  expect(anyValue("b", "false")).toEqual({ boolValue: false });
  expect(anyValue("i", "-9223372036854775808")).toEqual({ intValue: "-9223372036854775808" });
  expect(anyValue("d", "0.1")).toEqual({ doubleValue: 0.1 });
  for (const text of ["NaN", "Infinity", "-Infinity", "-0"]) expect(anyValue("d", text)).toEqual({ doubleValue: text });
  expect(anyValue("x", "AP8=")).toEqual({ bytesValue: "AP8=" });
  expect(anyValue("a", '{"values":[{"intValue":"1"}]}')).toEqual({ arrayValue: { values: [{ intValue: "1" }] } });
  expect(anyValue("n", "")).toEqual({});
  expect(anyValue("-", "")).toBeUndefined();
});

test("plainValue() keeps integers exact: a decimal string beyond 2^53", () => {
  expect(plainValue("i", "9007199254740991")).toBe(9007199254740991);
  expect(plainValue("i", "9007199254740993")).toBe("9007199254740993");
});

test("plainValue() nests arrays and lists of key and value", () => {
  const text = JSON.stringify({
    values: [
      { key: "a", value: { arrayValue: { values: [{ stringValue: "x" }, { boolValue: true }, {}, { arrayValue: {} }] } } },
      { key: "n" },
    ],
  });
  expect(plainValue("k", text)).toEqual({ a: ["x", true, null, []], n: null });
});

test("plainAttributes() takes __proto__ for a key like any other", () => {
  const plain = plainAttributes({ keys: ["__proto__", "a"], values: ["x", "1"], types: "si" });
  expect(Object.entries(plain)).toEqual([
    ["__proto__", "x"],
    ["a", 1],
  ]);
});

test("otlpAttributes() keeps the order of keys that look like numbers", () => {
  expect(otlpAttributes({ keys: ["b", "1"], values: ["x", "y"], types: "" }).map(({ key }) => key)).toEqual(["b", "1"]);
});
