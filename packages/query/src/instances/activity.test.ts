import { expect, test } from "@jest/globals";
import type { Run, Statement } from "../statement.ts";
import { readActivity } from "./activity.ts";

test("readActivity() adds up what thousands of processes sent, and looks at each of their rows a few times only", async () => {
  const processes = 3_000;
  let looks = 0;
  const run: Run = async <Row>({ sql }: Statement) =>
    Array.from({ length: processes }, (_, at) => ({
      get resource() {
        looks++;
        return String(at);
      },
      taken: "2",
      failed: sql.includes("FROM spans") ? "1" : "0",
      firstNano: "1",
      lastNano: String(at),
    })) as Row[];
  const { activities } = await readActivity(run, "cart", { from: 0n, to: 10n });
  expect(looks).toBeLessThan(30 * processes); // not once for each other process
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
