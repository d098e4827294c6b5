/** What fills the disks of others: tables that ClickHouse itself writes. Ours grows by none that has no end, whatever its engine can write. */
import { copyFileSync, createReadStream, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { EmbeddedClickHouse } from "@throughline/clickhouse";
import { ROOT } from "../kit/program.ts";
import { temporaryDirectory } from "../kit/throughline.ts";

const CONFIG = join(ROOT, "deploy/clickhouse/config.d/throughline.xml");
/** Of the engine's symbols and texts: names that a section of the configuration may have. */
const NAME = /[a-z][a-z0-9_]{2,40}_(?:log|queue)(?![a-z0-9_])/g;

let stop = async (): Promise<void> => {};
afterEach(() => stop());

/** Every name that may be one of a system log, from the engine's own binary. */
async function candidates(): Promise<string[]> {
  const library = createRequire(join(ROOT, "packages/clickhouse/package.json"))("chdb/libchdb") as { libchdbPath(): string };
  const names = new Set<string>();
  let end = "";
  for await (const chunk of createReadStream(library.libchdbPath(), { encoding: "latin1", highWaterMark: 2 ** 24 })) {
    const text = end + (chunk as string);
    for (const [name] of text.matchAll(NAME)) names.add(name);
    end = text.slice(-64);
  }
  return [...names];
}

/** The system tables that an engine writes whose configuration asks for all of them, and then for what `files` say. */
async function written(names: readonly string[], ...files: string[]): Promise<{ name: string; ddl: string }[]> {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "config.d"));
  const sections = names.map((name) => `<${name}><database>system</database><table>${name}</table></${name}>`);
  writeFileSync(join(directory, "config.d/000-all.xml"), `<clickhouse>${sections.join("")}</clickhouse>`);
  for (const file of files) copyFileSync(file, join(directory, "config.d/throughline.xml"));
  const engine = new EmbeddedClickHouse(directory);
  stop = async () => {
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  await engine.start();
  const ask = async (query: string): Promise<string> => {
    const headers = { "x-clickhouse-user": engine.username, "x-clickhouse-key": engine.password, connection: "close" };
    const response = await fetch(engine.url, { method: "POST", body: query, headers });
    if (!response.ok) throw new Error(await response.text());
    return response.text();
  };
  await ask("SYSTEM FLUSH LOGS"); // makes the tables
  const rows = await ask(
    "SELECT name, create_table_query AS ddl FROM system.tables WHERE database = 'system' AND engine LIKE '%MergeTree' ORDER BY name FORMAT JSONEachRow",
  );
  await stop();
  return rows
    .split("\n")
    .filter(Boolean)
    .map((row) => JSON.parse(row) as { name: string; ddl: string });
}

test("of all system tables that the engine can write, deploy/clickhouse leaves only query_log, for a day", async () => {
  const names = await candidates();
  const all = (await written(names)).map(({ name }) => name);
  expect(all).toEqual(expect.arrayContaining(["metric_log", "part_log", "processors_profile_log", "query_log", "text_log", "trace_log"]));
  const kept = await written(names, CONFIG);
  expect(kept.map(({ name }) => name)).toEqual(["query_log"]);
  expect(kept[0]?.ddl).toMatch(/PARTITION BY toYYYYMMDD\(event_date\).* TTL event_date \+ toIntervalDay\(1\)/);
  const removed = [...readFileSync(CONFIG, "utf8").matchAll(/<(\w+) remove="1"\/>/g)].map(([, name]) => name);
  expect(removed).toEqual(expect.arrayContaining(all.filter((name) => name !== "query_log")));
});
