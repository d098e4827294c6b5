/**
 * Sets up what a checkout lacks, and says what it does: dependencies from the lockfile, the pinned Node, the built SDK and page.
 * Plain JavaScript for Node 20, the oldest that a machine may have: nothing is installed yet when this runs.
 */
import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What is built and not run from source: what its sources are beside its own room, and what it is built into. */
const BUILT = [
  { name: "the SDK", room: "packages/sdk", sources: ["packages/model"], result: "dist/index.js" },
  {
    name: "the page",
    room: "services/web",
    sources: ["packages/model", "packages/traceql", "packages/profile"],
    result: "dist/index.html",
  },
];
/** What Throughline needs where the pinned Node cannot run: 22.18 strips types. */
const OLDEST_NODE = [22, 18];

/** Resolves with the path of the Node to use. Throws an Error with one clear line where that is impossible. */
export async function setUp() {
  if (!dependenciesAreInstalled()) {
    say("installing dependencies (npm ci) …");
    await run("npm", ["ci", "--no-audit", "--no-fund"]);
    if (!dependenciesAreInstalled()) throw new Error("npm ci ended, but node_modules does not hold what package-lock.json says");
  }
  const node = usableNode();
  for (const part of BUILT.filter(isStale)) {
    say(`building ${part.name} …`);
    await run(node, [join(ROOT, part.room, "build.mjs")]);
  }
  return node;
}

/** Environment in which `node` and the tools of node_modules are ours. */
export function environment() {
  return { ...process.env, PATH: `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env.PATH ?? ""}` };
}

/** Compares what npm noted of its last installation with the lockfile: an interrupted one leaves no note. */
function dependenciesAreInstalled() {
  const wanted = readJson("package-lock.json")?.packages ?? {};
  const installed = readJson("node_modules/.package-lock.json")?.packages;
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, link, optional, peer }]) =>
      !path.startsWith("node_modules/") || link || optional || peer || installed[path]?.version === version,
  );
}

function usableNode() {
  const pinned = join(ROOT, "node_modules/node/bin/node");
  try {
    execFileSync(pinned, ["--version"], { stdio: ["ignore", "ignore", "ignore"] });
    return pinned;
  } catch {
    const [major, minor] = process.versions.node.split(".").map(Number);
    if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return process.execPath;
    throw new Error(
      `the pinned Node (npm package "node") does not run here, and the installed Node ${process.versions.node} is older than ${OLDEST_NODE.join(".")}: install a newer one`,
    );
  }
}

/** What is built must never be older than its sources. */
function isStale({ room, sources, result }) {
  const built = newest(join(ROOT, room, result));
  return built === 0 || [room, ...sources, "package-lock.json"].some((source) => newest(join(ROOT, source)) > built);
}

/** Newest modification time of a file or a folder's sources, in milliseconds; 0 if there is none. */
function newest(path) {
  let stat;
  try {
    stat = statSync(path);
  } catch {
    return 0;
  }
  if (!stat.isDirectory()) return stat.mtimeMs;
  const names = readdirSync(path).filter((name) => name !== "dist" && name !== "node_modules" && !name.endsWith(".test.ts"));
  return Math.max(0, ...names.map((name) => newest(join(path, name))));
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
  } catch {
    return undefined;
  }
}

/** Runs a program silently; what it said is shown if it fails (npm under --silent makes nested npm silent, too). */
function run(command, args) {
  const env = { ...environment(), npm_config_loglevel: "warn" };
  delete env.npm_config_silent;
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve();
      process.stderr.write(`${stdout}${stderr}`);
      reject(new Error(`${command} ${args.join(" ")} failed with code ${error.code ?? error.signal}`));
    });
  });
}

function say(text) {
  process.stderr.write(`throughline: ${text}\n`);
}
