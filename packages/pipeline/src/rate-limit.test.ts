import { expect, test } from "@jest/globals";
import { RateLimit, TooFastError } from "./rate-limit.ts";

test("a client that is too fast is told when to come back; another is not concerned", () => {
  const limit = new RateLimit(1_000, "bytes");
  limit.take("a", 3_000);
  expect(() => limit.take("a", 1)).toThrow(TooFastError);
  try {
    limit.take("a", 1);
  } catch (error) {
    expect((error as TooFastError).retryAfterMs).toBeGreaterThan(1_000);
    expect((error as TooFastError).retryAfterMs).toBeLessThanOrEqual(2_000);
    expect((error as TooFastError).message).toBe("more than 1000 bytes a second from one client");
  }
  expect(() => limit.take("b", 500)).not.toThrow();
});

test("less than one a second is one in so many seconds", () => {
  const limit = new RateLimit(0.01, "queries");
  limit.take("a", 1);
  expect(() => limit.take("a", 1)).toThrow("more than 0.01 queries a second from one client");
  try {
    limit.take("a", 1);
  } catch (error) {
    expect((error as TooFastError).retryAfterMs).toBeGreaterThan(50_000);
    expect((error as TooFastError).retryAfterMs).toBeLessThanOrEqual(100_000);
  }
});
