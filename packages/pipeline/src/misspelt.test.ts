import { expect, test } from "@jest/globals";
import { misspelt } from "./misspelt.ts";

const WANTED = new Set(["THROUGHLINE_RETENTION", "THROUGHLINE_HOST", "THROUGHLINE_INGEST_TOKEN", "CLICKHOUSE_URL"]);

test.each([
  ["THROUGHLINE_RETENTOIN", "THROUGHLINE_RETENTION"],
  ["THROUGHLINE_RETENTIONS", "THROUGHLINE_RETENTION"],
  ["THROUGHLINE_REETNTON", "THROUGHLINE_RETENTION"],
  ["THROUGHLINE_INGESTTOKENS", "THROUGHLINE_INGEST_TOKEN"],
  ["THROUGHLINE_HOTS", "THROUGHLINE_HOST"],
])("misspelt() takes %s for %s", (name, meant) => {
  expect([...misspelt([name], WANTED)]).toEqual([[name, meant]]);
});

test.each(["THROUGHLINE_HOST", "THROUGHLINE_PORT", "THROUGHLINE_QUERY_TOKEN", "THROUGHLINE_PUBLISH", "CLICKHOUSE_URI", "HOST"])(
  "misspelt() leaves %s to whom it may concern",
  (name) => {
    expect([...misspelt([name], WANTED)]).toEqual([]);
  },
);
