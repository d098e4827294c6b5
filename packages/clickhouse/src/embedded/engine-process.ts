/**
 * The child process that is the embedded ClickHouse: it loads chdb's shared library and runs its command line on a thread of its
 * own until stdin ends, which happens when the parent closes it or dies in any way.
 *
 * The engine does not catch signals, and Ctrl-C reaches the whole process group: without the handlers below it would be killed in
 * the middle of what the parent still has to write.
 *
 * Argument: the engine's directory.
 */
import { join } from "node:path";
import { releasePidFile, takePidFile } from "./pid-file.ts";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const directory = process.argv[2] as string;
const pidFile = join(directory, "engine.pid");
await takePidFile(pidFile);

const { libchdbPath } = await import("chdb/libchdb");
const { DataType, load, open } = await import("ffi-rs");

open({ library: "libchdb", path: libchdbPath() });
const argv = [
  "clickhouse", // only as argv[0]; anywhere else it is refused
  "--config-file",
  join(directory, "config.xml"),
  "--path",
  join(directory, "data"),
  "--structure",
  "l String",
  "--input-format",
  "LineAsString",
  "--query",
  "SYSTEM START LISTEN HTTP; SELECT count() FROM table FORMAT Null", // counts the lines of stdin: until its end
];
await load({
  library: "libchdb",
  funcName: "chdb_query_cmdline",
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [argv.length, argv],
  runInNewThread: true,
});
releasePidFile(pidFile);
process.exit(0);
