import { expect, test } from "@jest/globals";
import { codeFrame } from "./code-frame.ts";

test.each([
  ["    at authorize (/app/src/payment.ts:41:9)", ["authorize", "/app/src/payment.ts", 41]],
  ["    at async Bank.authorize [as call] (file:///app/bank.js:7:1)", ["Bank.authorize", "file:///app/bank.js", 7]],
  ["    at new Bank (C:\\app\\bank.js:7:1)", ["Bank", "C:\\app\\bank.js", 7]],
  ["    at /app/src/payment.ts:41:9", [undefined, "/app/src/payment.ts", 41]],
  ["    at async file:///app/bank.js:7:1", [undefined, "file:///app/bank.js", 7]],
])("codeFrame() reads %j", (text, [name, file, line]) => {
  expect(codeFrame(text)).toEqual({ function: name, file, line });
});

test.each(["", "Error: no", "    at new Promise (<anonymous>)", "    at native"])("codeFrame() finds no file in %j", (text) => {
  expect(codeFrame(text)).toBeUndefined();
});
