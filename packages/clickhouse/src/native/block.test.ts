import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { defineTable } from "@throughline/schema";
import fc from "fast-check";
import { ClickHouse } from "../client.ts";
import { EmbeddedClickHouse } from "../embedded/embedded.ts";
import { ByteBuffer, type ByteSource } from "./byte-buffer.ts";
import { Block } from "./block.ts";

const directory = mkdtempSync(join(tmpdir(), "throughline-native-"));
const engine = new EmbeddedClickHouse(directory);
let clickhouse: ClickHouse;

beforeAll(async () => {
  await engine.start();
  clickhouse = new ClickHouse({ url: engine.url, username: engine.username, password: engine.password, database: "default" });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

const table = defineTable({
  name: "every_type",
  columns: {
    time: { type: "DateTime64(9, 'UTC')" },
    second: { type: "DateTime('UTC')" },
    big: { type: "UInt64" },
    small: { type: "UInt8" },
    yes: { type: "Bool" },
    kind: { type: "Enum8('a' = 0, 'b' = 1)" },
    count: { type: "UInt32" },
    id: { type: "FixedString(4)" },
    text: { type: "String" },
    word: { type: "LowCardinality(String)" },
    map: { type: "Map(LowCardinality(String), String)" },
    words: { type: "Array(LowCardinality(String))" },
    maps: { type: "Array(Map(LowCardinality(String), String))" },
  },
  engine: "Memory",
  orderBy: "",
  signals: ["traces"],
  expiresAfter: "",
  settings: {},
});

interface Row {
  readonly big: bigint;
  readonly small: number;
  readonly yes: boolean;
  readonly id: string;
  readonly text: string;
  readonly word: string;
  readonly map: (readonly [string, string])[];
  readonly words: string[];
  readonly maps: (readonly [string, string])[][];
}

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const pairs = fc.uniqueArray(fc.tuple(text, text), { maxLength: 4, selector: ([key]) => key });
const row: fc.Arbitrary<Row> = fc.record({
  big: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  small: fc.nat(255),
  yes: fc.boolean(),
  id: fc.stringMatching(/^[a-z]{4}$/),
  text,
  word: text,
  map: pairs,
  words: fc.array(text, { maxLength: 3 }),
  maps: fc.array(pairs, { maxLength: 2 }),
});

function add(column: { add(source: ByteSource, start: number, stop: number): void }, value: string): void {
  const bytes = ByteBuffer.of(`before${value}behind`);
  column.add(bytes, 6, bytes.length - 6);
}

test("a Native block of random rows of every column type comes back from ClickHouse as it went in", async () => {
  const columns = Object.entries(table.columns).map(([name, { type }]) => `${name} ${type}`);
  await clickhouse.command(`CREATE TABLE every_type (${columns.join(", ")}) ENGINE = Memory`);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 400 }), async (rows) => {
      await clickhouse.command("TRUNCATE TABLE every_type");
      const block = new Block(table);
      const { columns: out } = block;
      for (const { big, small, yes, id, text: string, word, map, words, maps } of rows) {
        out.time.add(123_456_789, 1);
        out.second.add(1_700_000_000);
        out.big.add(Number(big & 0xffff_ffffn), Number(big >> 32n));
        out.small.add(small);
        out.yes.add(yes ? 1 : 0);
        out.kind.add(yes ? 1 : 0);
        out.count.add(small * 1_000_000);
        add(out.id, id);
        add(out.text, string);
        add(out.word, word);
        for (const [key, value] of map) {
          add(out.map.keys, key);
          add(out.map.values, value);
        }
        out.map.end();
        for (const item of words) add(out.words.inner, item);
        out.words.end();
        for (const item of maps) {
          for (const [key, value] of item) {
            add(out.maps.inner.keys, key);
            add(out.maps.inner.values, value);
          }
          out.maps.inner.end();
        }
        out.maps.end();
      }
      await clickhouse.insertNative("every_type", [block.toNative(rows.length)], "");
      const stored = await clickhouse.query<Record<string, unknown>>(
        `SELECT toString(toUnixTimestamp64Nano(time)) AS time, toUnixTimestamp(second) AS second, big, small, yes, kind, count, id, text, word,
         mapKeys(map) AS keys, mapValues(map) AS values, words, arrayMap(m -> mapKeys(m), maps) AS maps_keys, arrayMap(m -> mapValues(m), maps) AS maps_values FROM every_type`,
      );
      expect(stored).toEqual(
        rows.map(({ big, small, yes, id, text: string, word, map, words, maps }) => ({
          time: String(2n ** 32n + 123_456_789n),
          second: 1_700_000_000,
          big: String(big),
          small,
          yes,
          kind: yes ? "b" : "a",
          count: small * 1_000_000,
          id,
          text: string,
          word,
          keys: map.map(([key]) => key),
          values: map.map(([, value]) => value),
          words,
          maps_keys: maps.map((item) => item.map(([key]) => key)),
          maps_values: maps.map((item) => item.map(([, value]) => value)),
        })),
      );
    }),
    { numRuns: 30 },
  );
});

test.each([1, 255, 256, 257, 70_000])("a LowCardinality column of %d distinct words comes back as it went in", async (distinct) => {
  const words = defineTable({ ...table, name: "words", columns: { word: { type: "LowCardinality(String)" } } });
  await clickhouse.command("CREATE OR REPLACE TABLE words (word LowCardinality(String)) ENGINE = Memory");
  const block = new Block(words);
  for (let index = 0; index < distinct; index++) add(block.columns.word, `word ${index}`);
  await clickhouse.insertNative("words", [block.toNative(distinct)], "");
  const [counts] = await clickhouse.query(
    `SELECT uniqExact(word) AS words, countIf(word = concat('word ', toString(rowNumberInAllBlocks()))) AS right FROM words`,
  );
  expect(counts).toEqual({ words: String(distinct), right: String(distinct) });
});

test("toNative() throws for columns of different lengths", () => {
  const block = new Block(table);
  block.columns.small.add(1);
  block.columns.small.add(2);
  expect(() => block.toNative(1)).toThrow(/every_type\.small has 2 rows, not 1/);
});
