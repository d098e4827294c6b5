import { expect, test } from "@jest/globals";
import { hiddenOf, hideText } from "./flame-state.ts";
import type { Hideable } from "./shape.ts";

test("what is hidden is said in the state as it is read from it; idle time is, unless it is said otherwise", () => {
  for (const hidden of [[], ["idle"], ["internals"], ["idle", "internals", "packages"]] satisfies Hideable[][])
    expect([...hiddenOf({ hide: hideText(new Set(hidden)) })]).toEqual(hidden);
  expect(hideText(new Set(["idle"]))).toBeUndefined();
  expect([...hiddenOf({ hide: "packages,nonsense" })]).toEqual(["packages"]);
});
