import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "@jest/globals";
import { ROOT } from "../kit/program.ts";
import { answersAbout, sendAction } from "../kit/stored-action.ts";
import { temporaryDirectory, Throughline } from "../kit/throughline.ts";

/** docs/guides/backup.md, done by its own commands: back up, lose everything, restore, ask. */
const guide = readFileSync(join(ROOT, "docs/guides/backup.md"), "utf8");
const [, sqlFunction = ""] = /```sh\n(data=\.throughline\/clickhouse\nsql\(\) \{\n.*?\n\})\n```/s.exec(guide) ?? [];

const directories: string[] = [];
let running: Throughline | undefined;

afterAll(async () => {
  await running?.stop();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

async function startIn(data: string): Promise<Throughline> {
  running = await Throughline.start({ data, env: { THROUGHLINE_PROBE_INTERVAL: "5s" } }); // others write meanwhile; between two the queue is empty
  return running;
}

function newDirectory(): string {
  const directory = temporaryDirectory();
  directories.push(directory);
  return directory;
}

/** Runs a command that stands in the guide, by the guide's shell function. */
async function run(data: string, command: string): Promise<string> {
  expect(guide).toContain(command);
  const script = `${sqlFunction.replace(".throughline/", `${data}/`)}\n${command}`;
  const { stdout } = await promisify(execFile)("bash", ["-euc", script]);
  return stdout;
}

test("what was backed up, whole and then what was new, answers as before in an empty system, and goes on", async () => {
  const before = newDirectory();
  let throughline = await startIn(before);
  const ofSunday = await sendAction(throughline.otlpHttp);
  await throughline.settled();
  expect(await run(before, `sql "BACKUP DATABASE throughline TO File('sunday')"`)).toContain("BACKUP_CREATED");
  const ofMonday = await sendAction(throughline.otlpHttp);
  await throughline.settled();
  expect(await run(before, `sql "BACKUP DATABASE throughline TO File('monday') SETTINGS base_backup = File('sunday')"`)).toContain(
    "BACKUP_CREATED",
  );
  expect(
    await run(before, `sql "SELECT name, status, formatReadableSize(total_size), error FROM system.backups FORMAT PrettyCompact"`),
  ).toMatch(/sunday.*BACKUP_CREATED/);
  const answers = [await answersAbout(throughline.client, ofSunday), await answersAbout(throughline.client, ofMonday)];
  const lost = await sendAction(throughline.otlpHttp);
  await throughline.settled();
  await throughline.stop();

  const after = newDirectory();
  mkdirSync(join(after, "clickhouse"), { recursive: true, mode: 0o700 });
  cpSync(join(before, "clickhouse/backups"), join(after, "clickhouse/backups"), { recursive: true });
  rmSync(before, { recursive: true, force: true });
  throughline = await startIn(after);
  await run(after, `sql "DROP DATABASE throughline SYNC"`);
  expect(await run(after, `sql "RESTORE DATABASE throughline FROM File('monday')"`)).toContain("RESTORED");
  await throughline.stop();
  throughline = await startIn(after);
  expect([await answersAbout(throughline.client, ofSunday), await answersAbout(throughline.client, ofMonday)]).toEqual(answers);
  await expect(throughline.client.correlation(lost.correlationId)).rejects.toMatchObject({ status: 404 }); // it came after the backup

  expect(await run(after, `sql "RESTORE DATABASE throughline AS earlier FROM File('sunday')"`)).toContain("RESTORED");
  expect(await throughline.sql("SELECT toUInt8(countIf(service != 'throughline.probe')) AS spans FROM earlier.spans")).toEqual([
    { spans: 3 },
  ]);

  const later = await sendAction(throughline.otlpHttp);
  await throughline.settled();
  expect((await throughline.client.correlation(later.correlationId)).services).toEqual(["cart", "gateway", "worker"]);
});

test("a backup is written nowhere but into its own folder", async () => {
  const throughline = running as Throughline;
  for (const place of ["/tmp/elsewhere", "../../elsewhere"])
    await expect(throughline.sql(`BACKUP DATABASE throughline TO File('${place}')`)).rejects.toThrow(/not allowed for backups/);
});
