import { expect, test } from "@jest/globals";
import { Admission } from "./admission.ts";
import { UnavailableError } from "./unavailable.ts";

test("hold() refuses what would be too much with all others, and forgets what has ended, well or not", async () => {
  const admission = new Admission(10);
  const first = Promise.withResolvers<string>();
  const held = admission.hold(8, () => first.promise);
  await expect(admission.hold(3, async () => "too much")).rejects.toThrow(UnavailableError);
  expect(await admission.hold(2, async () => "fits")).toBe("fits");
  first.reject(new Error("ended"));
  await expect(held).rejects.toThrow("ended");
  expect(await admission.hold(10, async () => "all of it")).toBe("all of it");
});
