import { expect, test } from "@jest/globals";
import { Settings } from "@throughline/pipeline";
import { serversOf } from "./cluster/cluster.ts";
import { clickhouseServer } from "./settings.ts";

const read = (env: NodeJS.ProcessEnv) => clickhouseServer(Settings.fromEnvironment(env));

test("one URL is one machine, none the embedded engine", () => {
  expect(read({})).toBeUndefined();
  const options = read({ CLICKHOUSE_URL: "http://a:8123", CLICKHOUSE_USER: "u", CLICKHOUSE_PASSWORD: "p" });
  expect(options).toEqual({ url: "http://a:8123", username: "u", password: "p", database: "throughline", cluster: undefined });
  expect(serversOf(options as NonNullable<typeof options>)).toEqual([
    { url: "http://a:8123", username: "u", password: "p", database: "throughline" },
  ]);
});

test("a cluster has a name and every server's URL", () => {
  const options = read({ THROUGHLINE_CLUSTER: "shop", CLICKHOUSE_URL: "http://a:8123, http://b:8123" });
  expect(options?.cluster).toEqual({ name: "shop", urls: ["http://a:8123", "http://b:8123"] });
  expect(serversOf(options as NonNullable<typeof options>).map(({ url }) => url)).toEqual(["http://a:8123", "http://b:8123"]);
});

test.each<[NodeJS.ProcessEnv, string]>([
  [{ CLICKHOUSE_URL: "http://a:8123,http://b:8123" }, 'Cannot use CLICKHOUSE_URL "http://a:8123,http://b:8123": expected http://HOST:PORT'],
  [
    { THROUGHLINE_CLUSTER: "shop" },
    'Cannot use THROUGHLINE_CLUSTER "shop" without CLICKHOUSE_URL: expected http://HOST:PORT of every server',
  ],
  [{ THROUGHLINE_CLUSTER: "a-b", CLICKHOUSE_URL: "http://a" }, 'Cannot use THROUGHLINE_CLUSTER "a-b": expected letters, digits and _'],
  [{ THROUGHLINE_CLUSTER: "shop", CLICKHOUSE_URL: "http://a,http://a" }, "expected every server once"],
  [{ THROUGHLINE_CLUSTER: "shop", CLICKHOUSE_URL: "http://a,b" }, "expected http://HOST:PORT"],
])("%j is refused: %s", (env, message) => {
  expect(() => read(env)).toThrow(message);
});
