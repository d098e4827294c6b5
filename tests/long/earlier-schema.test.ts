import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createApiClient } from "@throughline/api";
import { ClickHouse, type ClickHouseOptions, SCHEMA_VERSION } from "@throughline/clickhouse";
import { Program } from "../kit/program.ts";
import { answersAbout, sendAction, type StoredAction } from "../kit/stored-action.ts";
import { temporaryDirectory, Throughline } from "../kit/throughline.ts";

/** What was stored in tables of an earlier version of the schema is read by this one, and more can be stored beside it. */
const FIXTURES = new URL("../../packages/clickhouse/fixtures/", import.meta.url);
const PREVIOUS = SCHEMA_VERSION - 1;

const programs: Program[] = [];
const data = temporaryDirectory();
let throughline: Throughline;
let action: StoredAction;
let answers: Record<string, unknown>;
let server: Omit<ClickHouseOptions, "database">;

beforeAll(async () => {
  throughline = await Throughline.start();
  action = await sendAction(throughline.otlpHttp);
  await throughline.settled();
  answers = await answersAbout(throughline.client, action);
  const password = readFileSync(join(throughline.data, "clickhouse/password"), "utf8");
  server = { url: throughline.clickhouse, username: "throughline", password };
});

afterAll(async () => {
  for (const program of programs) await program.kill("SIGTERM");
  await throughline?.stop();
  rmSync(data, { recursive: true, force: true });
});

/** A database of the previous version with the rows that are stored: of each table what its columns could hold. Views come last, they would fill their tables again. */
async function makeEarlier(database: string): Promise<void> {
  const outside = new ClickHouse({ ...server, database: "default" });
  await outside.command(`CREATE DATABASE ${database}`);
  await outside.close();
  const clickhouse = new ClickHouse({ ...server, database });
  const statements = readFileSync(new URL(`schema-${PREVIOUS}.sql`, FIXTURES), "utf8").split(";\n\n");
  const [views, tables] = [true, false].map((wanted) => statements.filter((sql) => sql.startsWith("CREATE MATERIALIZED VIEW") === wanted));
  for (const sql of tables ?? []) await clickhouse.command(sql);
  const columns = await clickhouse.query<{ table: string; names: string }>(
    `SELECT table, arrayStringConcat(groupArray(name), ', ') AS names FROM system.columns
     WHERE database = currentDatabase() AND default_kind = '' AND (table, name) IN (SELECT table, name FROM system.columns WHERE database = 'throughline')
     GROUP BY table`,
  );
  for (const { table, names } of columns) {
    const among = table === "schema_migrations" ? `WHERE version <= ${PREVIOUS}` : "";
    await clickhouse.command(`INSERT INTO ${table} (${names}) SELECT ${names} FROM throughline.${table} ${among}`);
  }
  for (const sql of views ?? []) await clickhouse.command(sql.replace(/;\n$/, ""));
  await clickhouse.close();
}

async function start(service: "collector" | "query-api", database: string): Promise<Record<string, string>> {
  const program = Program.node([`services/${service}/src/main.ts`], {
    CLICKHOUSE_URL: server.url,
    CLICKHOUSE_USER: server.username,
    CLICKHOUSE_PASSWORD: server.password,
    CLICKHOUSE_DATABASE: database,
    THROUGHLINE_DATA: data,
    THROUGHLINE_PORT: "0",
    THROUGHLINE_OTLP_HTTP_PORT: "0",
    THROUGHLINE_OTLP_GRPC_PORT: "0",
  });
  programs.push(program);
  const [, json = ""] = await program.line(/^throughline ready (\{.*\})$/);
  return JSON.parse(json) as Record<string, string>;
}

test(`data of schema version ${PREVIOUS} gives the same answers, and what comes after it is beside it`, async () => {
  await makeEarlier("earlier");
  const { api = "" } = await start("query-api", "earlier");
  const client = createApiClient({ baseUrl: api });
  expect((await client.system()).schema).toEqual({ version: SCHEMA_VERSION, expected: SCHEMA_VERSION });
  expect(await answersAbout(client, action)).toEqual(answers);

  const { otlpHttp = "" } = await start("collector", "earlier");
  const later = await sendAction(otlpHttp);
  await programs.at(-1)?.kill("SIGTERM"); // it stores what it holds
  expect((await client.correlation(later.correlationId)).services).toEqual(["cart", "gateway", "worker"]);
  expect((await client.services(later.range)).services).toEqual(
    ["cart", "gateway", "worker"].map((name) => expect.objectContaining({ name, calls: 2 })),
  );
});
