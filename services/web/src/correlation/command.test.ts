import { expect, test } from "@jest/globals";
import { terminalCommand } from "./command.ts";

test("the command says where the server is only if it is not where the command looks", () => {
  expect(terminalCommand("a/b", "http://127.0.0.1:3200")).toBe("npx throughline correlation a/b");
  expect(terminalCommand("-x", "https://tl.example:8443")).toBe("npx throughline correlation --url https://tl.example:8443 -- -x");
});
