import { expect, test } from "@jest/globals";
import { placeText, sourceOf } from "./place-text.ts";

test("a place is told as far as it is known", () => {
  expect(placeText({ function: "render", file: "/app/cart.js", line: 12 })).toBe("render in /app/cart.js:12");
  expect(placeText({ function: "render", file: null, line: null })).toBe("render");
  expect(placeText({ function: null, file: "/app/cart.js", line: null })).toBe("code in /app/cart.js");
  expect(placeText({ function: null, file: null, line: null })).toBe("It is not known in which function");
});

test("a span's source is read from today's attributes and from older ones", () => {
  expect(sourceOf({ "code.function.name": "pay", "code.file.path": "/app/pay.js", "code.line.number": 7 })).toEqual({
    function: "pay",
    file: "/app/pay.js",
    line: 7,
  });
  expect(sourceOf({ "code.function": "pay", "code.filepath": "/app/pay.js", "code.lineno": "7" })).toMatchObject({
    function: "pay",
    line: 7,
  });
  expect(sourceOf({ "code.line.number": 7 })).toBeUndefined();
});
