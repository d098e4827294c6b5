/**
 * `npm run bench -- NAME [--option=N …]`: measures one claim beside its rivals, prints the table and writes it into
 * docs/benchmarks.md. Without a name: the list of benchmarks, and what was measured last.
 */
import { cluster } from "./cluster.ts";
import { encode } from "./encode.ts";
import { growth } from "./growth.ts";
import { ingest } from "./ingest.ts";
import type { Benchmark } from "./kit/benchmark.ts";
import { readPage } from "./kit/report.ts";
import { profiles } from "./profiles.ts";
import { query } from "./query.ts";
import { sdk } from "./sdk.ts";
import { server } from "./server.ts";
import { steady } from "./steady.ts";
import { storage } from "./storage.ts";
import { web } from "./web.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  encode,
  server,
  ingest,
  growth,
  steady,
  storage,
  query,
  sdk,
  profiles,
  web,
  cluster,
};

const [name, ...args] = process.argv.slice(2);
const benchmark = name === undefined ? undefined : BENCHMARKS[name];
if (benchmark) await benchmark.run(args);
else {
  const list = Object.entries(BENCHMARKS).map(([key, { claim }]) => `  npm run bench -- ${key.padEnd(10)} ${claim}`);
  if (name === undefined) process.stdout.write(`${list.join("\n")}\n\n${readPage()}`);
  else {
    process.stderr.write(`bench: there is no benchmark "${name}"; there are:\n${list.join("\n")}\n`);
    process.exitCode = 1;
  }
}
