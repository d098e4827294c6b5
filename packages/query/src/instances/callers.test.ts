import { expect, test } from "@jest/globals";
import { callersOf } from "./callers.ts";

const TIMER = `    at similarity (/app/catalog.ts:47:9)
    at rankTitles (/app/catalog.ts:60:5)
    at rankTitles (/app/catalog.ts:61:5)
    at wrapped (/app/node_modules/x/index.js:1:1)
    at /app/catalog.ts:70:3
    at run (/app/node_modules/@throughline/sdk/dist/index.cjs:9:9)
    at listOnTimeout (node:internal/timers:623:17)
    at process.processTimers (node:internal/timers:554:7)`;
const PLACE = { function: "similarity", file: "/app/catalog.ts", line: 47 };

test("callers are the app's own functions up to the root, and what ran them", () => {
  expect(callersOf(["    at idle (/app/other.ts:1:1)", TIMER], PLACE)).toEqual({
    callers: ["rankTitles", "catalog.ts:70"],
    ranBy: "timer",
  });
});

test.each([
  ["    at process.processImmediate (node:internal/timers:491:21)", "immediate"],
  ["    at parserOnIncoming (node:_http_server:1150:12)", "request"],
  ["    at async start (/app/main.ts:1:1)", null],
])("%s tells what ran it", (root, ranBy) => {
  expect(callersOf([`    at file:///app/catalog.ts:47:9\n${root}`], { ...PLACE, function: "<anonymous>" }).ranBy).toBe(ranBy);
});

test("of a place that is in none of the stacks nothing is known", () => {
  expect(callersOf([TIMER], { ...PLACE, line: 48 })).toEqual({ callers: [], ranBy: null });
  expect(callersOf([], { function: null, file: null, line: null })).toEqual({ callers: [], ranBy: null });
});
