import { expect, test } from "@jest/globals";
import { terminalCommand } from "./terminal-command.ts";

const HERE = "http://127.0.0.1:3200";

test("terminalCommand() asks for the same in the shell's words", () => {
  expect(terminalCommand({ q: "", isLive: false }, HERE)).toBe("npx throughline logs");
  expect(terminalCommand({ q: "a OR it's", service: "my cart", start: "-6h", isLive: false }, HERE)).toBe(
    String.raw`npx throughline logs '(a OR it'\''s) service="my cart"' --since 6h`,
  );
  expect(
    terminalCommand({ q: "", traceId: "4bf9", spanId: "00f0", correlationId: "a/b", start: "17", end: "18", isLive: false }, HERE),
  ).toBe("npx throughline logs spanId=00f0 --since 17 --until 18 --trace 4bf9 --correlation a/b");
});

test("terminalCommand() of a live view tails, and names another server", () => {
  expect(terminalCommand({ q: "severity>=warn", service: "cart", traceId: "4bf9", start: "-1h", isLive: true }, "http://tl:80")).toBe(
    "npx throughline tail 'severity>=warn traceId=4bf9' --signal logs --service cart --url http://tl:80",
  );
});
