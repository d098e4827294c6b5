import { expect, test } from "@jest/globals";
import { callersText, instanceName, placeText } from "./instance-text.ts";

test("an instance is called by where it runs, else by the beginning of its ID", () => {
  const id = "863ee71c-559c-4f10-a336-34848c98e3bf";
  expect(instanceName({ host: "pod-7", pid: 12, instanceId: id, id })).toBe("pod-7 · pid 12");
  expect(instanceName({ host: null, pid: 12, instanceId: null, id: ":12" })).toBe("pid 12");
  expect(instanceName({ host: null, pid: null, instanceId: id, id })).toBe("863ee71c-559c");
  expect(instanceName({ host: null, pid: null, instanceId: null, id: "resource:77" })).toBe("resource:77");
});

test("placeText() has the end of a long path, and the line", () => {
  expect(placeText({ file: "/srv/shop/services/demo/src/pricing.ts", line: 42 })).toBe("…/demo/src/pricing.ts:42");
  expect(placeText({ file: "file:///srv/shop/services/demo/src/pricing.ts", line: null })).toBe("…/demo/src/pricing.ts");
  expect(placeText({ file: "/app/spin.js", line: 3 })).toBe("/app/spin.js:3");
  expect(placeText({ file: null, line: null })).toBe("");
});

test("callers stand from the inside out, with what ran them", () => {
  expect(callersText({ callers: ["rankTitles", "main.ts:7"], ranBy: "timer" })).toBe("← rankTitles ← main.ts:7 ← a timer");
  expect(callersText({ callers: [], ranBy: null })).toBe("");
});
