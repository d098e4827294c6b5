import { afterEach, expect, jest, test } from "@jest/globals";
import { ClickHouseError } from "@throughline/clickhouse";
import { StorageLog } from "./storage-log.ts";

afterEach(() => void jest.restoreAllMocks());

/** What a log says, and a clock to turn on. */
function watched() {
  const said: string[] = [];
  jest.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  const clock = jest.spyOn(Date, "now").mockReturnValue(1_000_000);
  return { log: new StorageLog(), said, pass: (millis: number) => clock.mockReturnValue(Date.now() + millis) };
}

const refusal = (code: string, message: string) => new ClickHouseError({ message, code, type: "" });
const gone = refusal("81", "Database throughline does not exist. ");

test("StorageLog says each kind of failure once, and once that it is well again when none has come for a while", () => {
  const { log, said, pass } = watched();
  log.answered();
  for (let i = 0; i < 2; i++) log.failed(gone);
  log.failed(Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), { code: "ECONNREFUSED" }));
  log.answered();
  log.failed(gone);
  expect(said).toEqual([
    "throughline query API: questions cannot be answered, or not in full: ClickHouse refuses: Database throughline does not exist\n",
    "throughline query API: questions cannot be answered, or not in full: ClickHouse does not answer: connect ECONNREFUSED 127.0.0.1:9\n",
  ]);
  pass(30_000);
  for (let i = 0; i < 2; i++) log.answered();
  expect(said.splice(0).slice(2)).toEqual(["throughline query API: questions are answered again\n"]);
  log.failed(gone);
  expect(said).toHaveLength(1);
});

test("StorageLog never has the texts of a query, in which those of users stand, and nothing of what a query is to blame for", () => {
  const { log, said } = watched();
  log.failed(refusal("60", "Unknown table expression identifier 'spans' in scope SELECT x FROM spans WHERE y = 'of a user'. "));
  log.failed(refusal("241", "Memory limit (total) exceeded: would use 9 GiB: While executing 'of a user'"));
  log.failed(refusal("47", "Unknown expression identifier"));
  log.failed(new DOMException("The user aborted a request", "AbortError"));
  expect(said).toHaveLength(2);
  expect(said.join("")).not.toContain("of a user");
});

test("StorageLog that is closed says nothing: connections are cut by ourselves", () => {
  const { log, said } = watched();
  log.close();
  log.failed(gone);
  expect(said).toEqual([]);
});
