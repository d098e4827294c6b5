import { expect, test } from "@jest/globals";
import { ClickHouseError, isShardAway } from "@throughline/clickhouse";
import { RegexError } from "@throughline/query";
import { failureOf } from "./failure.ts";

test("failureOf() blames the query for a regular expression that is no RE2", () => {
  expect(failureOf(new RegexError("a regular expression is not RE2: missing closing ]"))).toMatchObject({
    status: 400,
    message: 'Parameter "q": a regular expression is not RE2: missing closing ]',
  });
});

test.each(["32", "198", "209", "210", "279"])("failureOf() says that code %s, of a shard that is away, will pass", (code) => {
  const error = new ClickHouseError({ message: "a shard is away", code });
  expect(isShardAway(error)).toBe(true);
  expect(failureOf(error)).toMatchObject({ status: 503, code: "unavailable" });
});
