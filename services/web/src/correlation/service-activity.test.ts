import { expect, test } from "@jest/globals";
import { serviceActivity } from "./service-activity.ts";
import { actionWith, logOf } from "./testing/action-fixture.ts";

test("serviceActivity() counts what each service did, the first heard of first, and does not count time twice", () => {
  const action = actionWith(
    [
      { spanId: "1", service: "b", at: [5, 10] },
      { spanId: "2", service: "a", at: [0, 100] },
      { spanId: "3", service: "b", at: [10, 10], error: "no" },
    ],
    [logOf(200, { service: "b", severityNumber: 17 }), logOf(3, { service: "only-logs" })],
  );
  expect(serviceActivity(action)).toEqual([
    { name: "a", spans: 1, errors: 0, logs: 0, errorLogs: 0, blocks: 0, active: 100e6, from: 0, to: 100e6 },
    { name: "only-logs", spans: 0, errors: 0, logs: 1, errorLogs: 0, blocks: 0, active: 0, from: 3e6, to: 3e6 },
    { name: "b", spans: 2, errors: 1, logs: 1, errorLogs: 1, blocks: 0, active: 15e6, from: 5e6, to: 200e6 },
  ]);
});
