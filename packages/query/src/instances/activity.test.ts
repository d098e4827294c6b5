import { expect, test } from "@jest/globals";
import type { Run, Statement } from "../statement.ts";
import { readActivity } from "./activity.ts";

test("readActivity() adds up what tens of thousands of processes sent without holding up others", async () => {
  const processes = 30_000;
  const run: Run = async <Row>({ sql }: Statement) =>
    Array.from({ length: processes }, (_, at) => ({
      resource: String(at),
      taken: "2",
      failed: sql.includes("FROM spans") ? "1" : "0",
      firstNano: "1",
      lastNano: String(at),
    })) as Row[];
  const started = performance.now();
  const { activities } = await readActivity(run, "cart", { from: 0n, to: 10n });
  expect(performance.now() - started).toBeLessThan(3_000); // it was quadratic: 20 s
  expect(activities).toHaveLength(processes);
  expect(activities[0]).toEqual({
    resource: String(processes - 1),
    spans: 2,
    errors: 1,
    logs: 2,
    samples: 2,
    first: 1n,
    last: BigInt(processes - 1),
  });
});
