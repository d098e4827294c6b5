import { expect, test } from "@jest/globals";
import { RateLimit, TooFastError } from "./rate-limit.ts";

test("a client that is too fast is told when to come back; another is not concerned", () => {
  const limit = new RateLimit(1_000);
  limit.take("a", 3_000);
  expect(() => limit.take("a", 1)).toThrow(TooFastError);
  try {
    limit.take("a", 1);
  } catch (error) {
    expect((error as TooFastError).retryAfterMs).toBeGreaterThan(1_000);
    expect((error as TooFastError).retryAfterMs).toBeLessThanOrEqual(2_000);
  }
  expect(() => limit.take("b", 500)).not.toThrow();
});
