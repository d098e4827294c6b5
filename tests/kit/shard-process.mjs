/**
 * A ClickHouse that also listens for other ClickHouse servers, as the shards of a cluster do: the library of the embedded engine, alive until
 * stdin ends. Argument: its directory, with `config.xml`.
 */
import { join } from "node:path";
import { libchdbPath } from "chdb/libchdb";
import { DataType, load, open } from "ffi-rs";

process.on("SIGTERM", () => {});
process.on("SIGINT", () => {});

const directory = process.argv[2];
open({ library: "libchdb", path: libchdbPath() });
const argv = [
  "clickhouse",
  "--config-file",
  join(directory, "config.xml"),
  "--path",
  join(directory, "data"),
  "--structure",
  "l String",
  "--input-format",
  "LineAsString",
  "--query",
  "SYSTEM START LISTEN TCP; SYSTEM START LISTEN HTTP; SELECT count() FROM table FORMAT Null",
];
await load({
  library: "libchdb",
  funcName: "chdb_query_cmdline",
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [argv.length, argv],
  runInNewThread: true,
});
process.exit(0);
