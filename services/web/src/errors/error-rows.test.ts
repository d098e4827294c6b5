import { expect, test } from "@jest/globals";
import type { ErrorGroup } from "@throughline/api";
import { askedOrder, errorRows, errorText, NEWEST } from "./error-rows.ts";

const at = (time: number) => ({
  timeUnixNano: `${1_795_000_000_000_000_000n + BigInt(time)}`,
  traceId: "",
  spanId: "",
  correlationId: "",
  message: "",
});
const error = (service: string, count: number, first: number, last: number) =>
  ({ service, count, type: null, message: "gone", operation: null, frame: null, first: at(first), last: at(last) }) as ErrorGroup;
const ERRORS = [error("cart", 3, 1, 9), error("Payment", 1, 3, 4), error("payment-jobs", 7, 2, 5)];
const services = (errors: readonly ErrorGroup[]) => errors.map(({ service }) => service);

test("errorRows() puts what began last first, or the most frequent, or what occurred last, to the nanosecond", () => {
  expect(services(errorRows(ERRORS, "", NEWEST))).toEqual(["Payment", "payment-jobs", "cart"]);
  expect(services(errorRows(ERRORS, "", { column: "count", isDown: true }))).toEqual(["payment-jobs", "cart", "Payment"]);
  expect(services(errorRows(ERRORS, "", { column: "last", isDown: false }))).toEqual(["Payment", "payment-jobs", "cart"]);
  expect(services(errorRows(ERRORS, "PAY", { column: "service", isDown: false }))).toEqual(["Payment", "payment-jobs"]);
});

test("errorRows() finds a text in whatever is shown, and no other", () => {
  const frame = { function: "charge", file: "/app/src/payment.ts", line: 37, column: 11 };
  const [one] = [{ ...error("bank", 1, 1, 1), type: "CardDeclined", message: "card\n expired", frame }];
  for (const part of ["bank", "declined: card EXP", "charge", "payment.ts"]) expect(errorRows([one], part, NEWEST)).toHaveLength(1);
  expect(errorRows([one], "nothing", NEWEST)).toEqual([]);
});

test("askedOrder() is one that the server knows", () => {
  expect([askedOrder(NEWEST), askedOrder({ column: "service", isDown: false }), askedOrder({ column: "count", isDown: true })]).toEqual([
    "first",
    "first",
    "count",
  ]);
});

test("errorText() is one line, whatever is missing", () => {
  expect(errorText({ type: "TypeError", message: "x is\n  not a function" })).toBe("TypeError: x is not a function");
  expect(errorText({ type: null, message: "gone" })).toBe("gone");
  expect(errorText({ type: "Silent", message: "" })).toBe("Silent");
  expect(errorText({ type: null, message: " " })).toBe("an error that says nothing");
});
