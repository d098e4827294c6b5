import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { type Profile, readProfiles, top } from "@throughline/profile";
import { ANY_PORT, attachTarget, expectClosed, killTargets, startTarget } from "../kit/attach-target.ts";
import { cli, startCli } from "../kit/cli.ts";
import { nodeOf, OTHER_NODES } from "../kit/nodes.ts";
import type { Program } from "../kit/program.ts";
import { until } from "../kit/until.ts";

const folder = mkdtempSync(join(tmpdir(), "throughline-record-"));
let nodes: string[] = [];

beforeAll(async () => {
  nodes = [process.execPath, ...(await Promise.all(OTHER_NODES.map(nodeOf)))];
});

afterEach(killTargets);
afterAll(() => rmSync(folder, { recursive: true }));

/** Resolves when a stuck process has used so many seconds of CPU time more: at least as much time has passed. */
async function burns(target: Program, seconds: number): Promise<void> {
  const used = () => {
    const fields = readFileSync(`/proc/${target.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const end = used() + seconds;
  await until(
    () => used() >= end || undefined,
    () => "the process to use CPU time",
    60_000,
  );
}

/** What share of a profile's time functions have, with what they called. */
function shareOf(profile: Profile | undefined, name: string): number {
  if (profile === undefined) return 0;
  return (top(profile).find((entry) => entry.function === name)?.total ?? 0) / profile.weight;
}

test("throughline record says how much time functions took, on Node 22, 24 and 26, also those that ran hot before it came", async () => {
  for (const node of nodes) {
    const { target, port } = await startTarget([ANY_PORT, ...attachTarget("split")], node);
    const { code, stdout, stderr } = await cli(["record", String(target.pid), "-d", "3", "-f", "folded", "-o", "-"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [profile] = readProfiles(Buffer.from(stdout), { format: "folded" });
    const [pack, weigh] = [shareOf(profile, "pack"), shareOf(profile, "weigh")];
    expect(pack + weigh).toBeGreaterThan(0.5);
    expect(pack / (pack + weigh)).toBeGreaterThan(0.55);
    expect(pack / (pack + weigh)).toBeLessThan(0.85);
    expect(stdout).not.toContain("throughline:sampler");
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("pong");
    await expectClosed(target);
  }
});

test("throughline record --heap says where what is kept was allocated, and nothing of what is free again, on Node 22, 24 and 26", async () => {
  for (const node of nodes) {
    const { target } = await startTarget([ANY_PORT, ...attachTarget("leak")], node);
    const { code, stdout } = await cli(["record", String(target.pid), "--heap", "-d", "3", "-f", "folded", "-o", "-"]);
    expect(code).toBe(0);
    const [profile] = readProfiles(Buffer.from(stdout), { format: "folded" });
    expect(shareOf(profile, "remember")).toBeGreaterThan(0.5);
    expect(shareOf(profile, "forget")).toBeLessThan(0.2); // of the last turn at most
    await expectClosed(target);
  }
});

test("throughline record --heap leaves a process alone whose allocations are sampled already, and a service", async () => {
  const sampled = [
    "--import",
    `data:text/javascript,import{Session}from"node:inspector";const s=new Session();s.connect();s.post("HeapProfiler.startSampling")`,
  ];
  const { target } = await startTarget([ANY_PORT, ...sampled, ...attachTarget("leak")]);
  const { code, stderr } = await cli(["record", String(target.pid), "--heap", "-d", "1", "-o", "-"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^throughline: Cannot record the heap of process \d+: its allocations are sampled already/);
  await expectClosed(target);
  expect((await cli(["record", "cart", "--heap"])).stderr).toMatch(
    /^throughline: Cannot record the heap of service "cart": name a process/,
  );
});

test("throughline record of a stuck process charges the loop, not its caller, on Node 22, 24 and 26; worker threads have stacks of their own", async () => {
  for (const node of nodes) {
    const { target } = await startTarget([ANY_PORT, ...attachTarget("stuck", "worker")], node);
    const { code, stdout } = await cli(["record", String(target.pid), "-d", "2", "-f", "folded", "-o", "-"]);
    expect(code).toBe(0);
    const [profile] = readProfiles(Buffer.from(stdout), { format: "folded" });
    expect(shareOf(profile, "spin")).toBeGreaterThan(0.6);
    expect(stdout).toMatch(/^\(worker 1 .*\);.*handleOrder .*;spin .* \d+$/m);
    expect(stdout).toMatch(/^(?!\(worker).*handleOrder .*;spin .* \d+$/m);
    await expectClosed(target);
  }
});

test.each([
  ["svg", "p.svg"],
  ["speedscope", "p.speedscope.json"],
  ["folded", "p.folded"],
  ["pprof", "p.pb.gz"],
  ["cpuprofile", "p.cpuprofile"],
])("throughline record writes %s, as the name %s says, with the number of samples", async (format, name) => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("stuck")]);
  const file = join(folder, name);
  const { code, stderr, stdout } = await cli(["record", String(target.pid), "-d", "1", "-r", "200", "-o", file]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^throughline: \d+ samples of \d+\.\d s are in .*\n$/);
  const bytes = readFileSync(file);
  if (format === "svg") {
    expect(bytes.toString()).toMatch(/^(?:<\?xml[^>]*>\s*)?<svg /);
    expect(bytes.toString()).toContain("spin");
  } else {
    const [profile] = readProfiles(format === "pprof" ? gunzipSync(bytes) : bytes, { format });
    expect(shareOf(profile, "spin")).toBeGreaterThan(0.6);
  }
  await expectClosed(target);
});

test("throughline record ends early on Ctrl-C, with what it has", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("stuck")]);
  const record = startCli(["record", String(target.pid), "-d", "600", "-f", "folded", "-o", "-"]);
  await until(
    () => target.stderr.includes("Debugger attached") || undefined,
    () => "the recording to begin",
  );
  await burns(target, 1);
  const { code } = await record.kill("SIGINT");
  expect(code).toBe(0);
  expect(record.stdout).toMatch(/spin .* \d+$/m);
  await expectClosed(target);
});

test("throughline record of a process that ends meanwhile gives what it has", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("stuck")]);
  const file = join(folder, "ended.folded");
  const record = startCli(["record", String(target.pid), "-d", "600", "-o", file]);
  await until(
    () => target.stderr.includes("Debugger attached") || undefined,
    () => "the recording to begin",
  );
  await burns(target, 3);
  await target.kill("SIGKILL");
  expect((await record.ended()).code).toBe(0);
  expect(readFileSync(file, "utf8")).toMatch(/spin .* \d+$/m);
});

test("throughline record that is killed leaves no inspector and no file behind", async () => {
  const { target } = await startTarget([ANY_PORT, ...attachTarget("idle")]);
  const file = join(folder, "killed.svg");
  const record = startCli(["record", String(target.pid), "-d", "600", "-o", file]);
  await until(
    () => target.stderr.includes("Debugger attached") || undefined,
    () => "the recording to begin",
  );
  await record.kill("SIGKILL");
  await expectClosed(target);
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
});

test.each([
  [["record", "99999999"], 1, /^throughline: Cannot attach to process 99999999: there is no such process\n$/],
  [["record", "1", "-o", "profile.xyz"], 1, /^throughline: Cannot tell the format of "profile\.xyz" from its name: expected .*\n$/],
  [
    ["record", "1", "-o", "/nowhere/profile.svg"],
    1,
    /^throughline: Cannot write "\/nowhere\/profile\.svg": its directory does not exist\n$/,
  ],
  [["record", "1", "-f", "png"], 2, /^throughline: .*Allowed choices are svg, speedscope, folded, pprof, cpuprofile/],
  [["record", "1", "-d", "0"], 2, /^throughline: .*expected seconds from 0\.1 to 86400/],
  [["record", "1", "-r", "5000"], 2, /^throughline: .*expected samples per second from 1 to 1000/],
  [["record"], 2, /^throughline: missing required argument 'pid\|service'/],
])("throughline %j is refused with code %d", async (args, code, message) => {
  const result = await cli(args);
  expect({ ...result, stderr: "" }).toEqual({ code, stdout: "", stderr: "" });
  expect(result.stderr).toMatch(message);
});
