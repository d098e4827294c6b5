import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CONFIG = fileURLToPath(new URL("../peers/otelcol/builder.yaml", import.meta.url));
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/bench/otelcol", import.meta.url));
const BUILDER = "go.opentelemetry.io/collector/cmd/builder@v0.161.0";
const BUILD_TIMEOUT_MS = 30 * 60_000;

/** The rival cannot be had on this machine. */
export class NoRivalError extends Error {}

/**
 * Path of the Go collector's binary: built by OpenTelemetry's own builder from bench/peers/otelcol, once for each state of that
 * configuration. @throws NoRivalError where Go is missing or the modules cannot be fetched.
 */
export function otelcolBinary(): string {
  const binary = join(CACHE, "build/otelcol-bench");
  const builtFrom = join(CACHE, "built-from.yaml");
  const config = readFileSync(CONFIG, "utf8");
  if (existsSync(binary) && existsSync(builtFrom) && readFileSync(builtFrom, "utf8") === config) return binary;
  mkdirSync(CACHE, { recursive: true });
  process.stderr.write("bench: building the Go collector, which takes some minutes once\n");
  const bin = join(CACHE, "bin");
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, {
      cwd: CACHE,
      env: { ...process.env, GOBIN: bin, GOFLAGS: "-buildvcs=false" },
      stdio: ["ignore", "ignore", "pipe"],
      timeout: BUILD_TIMEOUT_MS,
    });
  try {
    run("go", ["version"]);
  } catch {
    throw new NoRivalError("Go is not installed here");
  }
  try {
    run("go", ["install", BUILDER]);
    rmSync(join(CACHE, "build"), { recursive: true, force: true });
    const placed = config.replace("dist:\n", `dist:\n  output_path: ${join(CACHE, "build")}\n`);
    writeFileSync(join(CACHE, "builder.yaml"), placed);
    run(join(bin, "builder"), ["--config", join(CACHE, "builder.yaml")]);
  } catch (error) {
    throw new NoRivalError(`the Go collector could not be built: ${String((error as { stderr?: Buffer }).stderr ?? error).slice(-500)}`);
  }
  writeFileSync(builtFrom, config);
  return binary;
}
