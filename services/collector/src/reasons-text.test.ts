import { expect, test } from "@jest/globals";
import { reasonsText } from "./reasons-text.ts";

test("signals with the same reason are named together", () => {
  const away = "connect ECONNREFUSED";
  expect(
    reasonsText([
      ["traces", away],
      ["logs", "no such table"],
      ["profiles", away],
    ]),
  ).toBe(`traces, profiles: ${away}; logs: no such table`);
  expect(reasonsText([])).toBe("");
});
