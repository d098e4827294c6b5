import { expect, test } from "@jest/globals";
import { createContextKey } from "@opentelemetry/api";
import { LinkedContext } from "./linked-context.ts";

const [A, B] = [createContextKey("a"), createContextKey("b")];

test("a linked context sees the values set last, and leaves the one that it was made from as it is", () => {
  const one = LinkedContext.ROOT.setValue(A, 1);
  const two = one.setValue(B, 2).setValue(A, 3);
  expect([one.getValue(A), one.getValue(B)]).toEqual([1, undefined]);
  expect([two.getValue(A), two.getValue(B)]).toEqual([3, 2]);
  expect([two.deleteValue(A).getValue(A), two.deleteValue(A).getValue(B)]).toEqual([undefined, 2]);
  expect(LinkedContext.ROOT.getValue(A)).toBeUndefined();
});

test("a long chain keeps what can be seen and lets go of the rest", async () => {
  let context = LinkedContext.ROOT.setValue(B, "kept").setValue(A, { big: true });
  const hidden = new WeakRef(context.getValue(A) as object);
  for (let turn = 0; turn < 1000; turn++) context = context.setValue(A, turn);
  expect([context.getValue(A), context.getValue(B)]).toEqual([999, "kept"]);
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  await new Promise(setImmediate);
  (runInNewContext("gc") as () => void)();
  expect(hidden.deref()).toBeUndefined();
  expect(context.getValue(B)).toBe("kept");
});
