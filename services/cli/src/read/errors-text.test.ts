import { expect, test } from "@jest/globals";
import type { ErrorGroup } from "@throughline/api";
import { paintFor } from "../output/paint.ts";
import { errorsText } from "./errors-text.ts";

const paint = paintFor(process.stdout, { NO_COLOR: "1" });
const occurrence = {
  timeUnixNano: "1795000000123000000",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  correlationId: "",
  message: "",
};
const expired: ErrorGroup = {
  service: "payment",
  type: "CardDeclined",
  message: "Cannot charge Bob's card",
  operation: null,
  frame: { function: "charge", file: "/app/src/payment.ts", line: 37, column: 11 },
  count: 3,
  records: 3,
  spans: 3,
  counts: [0, 3],
  isNew: true,
  first: occurrence,
  last: occurrence,
  logQuery: `service="payment" exception.message="Cannot charge Bob's card"`,
  traceQuery: null,
};

test("errorsText() says how many, when, where and what, and how to go on", () => {
  expect(errorsText([expired], 80, paint)).toBe(`      3           ${"█".padEnd(10)} new payment CardDeclined: Cannot charge Bob's card
        first 2026-11-18T11:06:40.123Z, last 2026-11-18T11:06:40.123Z, at charge (payment.ts:37)
        throughline trace 4bf92f3577b34da6a3ce929d0e0e4736 --logs
        throughline logs 'service="payment" exception.message="Cannot charge Bob'\\''s card"'
`);
});

test("errorsText() names the operation where no frame is known, and leaves nothing that a terminal would obey", () => {
  const text = errorsText(
    [{ ...expired, type: null, message: "gone\u001b[31m", frame: null, operation: "GET /a", isNew: null, logQuery: null }],
    80,
    paint,
  );
  expect(text).toContain("payment gone\\x1b[31m\n");
  expect(text).toContain(", in GET /a\n");
  expect(text).not.toContain("new");
});
