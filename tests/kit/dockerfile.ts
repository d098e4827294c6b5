/** What a Dockerfile does, done in a directory: enough of its language for ours, without a Docker engine. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, matchesGlob, resolve } from "node:path";
import { promisify } from "node:util";
import { cleanEnvironment, ROOT } from "./program.ts";

const run = promisify(execFile);

interface Step {
  readonly instruction: string;
  readonly text: string;
}

/** An image as it lies on disk. */
export interface BuiltStage {
  /** Its file system's root, with only what the Dockerfile put there. */
  readonly root: string;
  /** Its working directory in there. */
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** Builds stages of a Dockerfile below `directory`, from the files of the repository as they are, each once. */
export class Dockerfile {
  readonly #stages: ReadonlyMap<string, readonly Step[]>;
  readonly #directory: string;
  readonly #built = new Map<string, Promise<BuiltStage>>();
  #context: Promise<string> | undefined;

  constructor(path: string, directory: string) {
    this.#stages = stagesOf(readFileSync(join(ROOT, path), "utf8"));
    this.#directory = directory;
  }

  build(stage: string): Promise<BuiltStage> {
    const building = this.#built.get(stage) ?? this.#build(stage);
    this.#built.set(stage, building);
    return building;
  }

  async #build(name: string): Promise<BuiltStage> {
    const steps = this.#stages.get(name);
    if (!steps) throw new Error(`Cannot build "${name}": the Dockerfile has ${[...this.#stages.keys()].join(", ")}`);
    const root = join(this.#directory, "stages", name);
    let workdir = root;
    let command: readonly string[] = [];
    const env: Record<string, string> = {};
    mkdirSync(root, { recursive: true });
    for (const { instruction, text } of steps) {
      if (instruction === "WORKDIR") mkdirSync((workdir = inside(root, workdir, text)), { recursive: true });
      else if (instruction === "ENV") Object.assign(env, Object.fromEntries([text.split("=") as [string, string]]));
      else if (instruction === "CMD") command = JSON.parse(text) as string[];
      else if (instruction === "COPY") await this.#copy(text, root, workdir);
      else if (instruction === "RUN") await execute(text, root, workdir, env);
      else if (instruction !== "USER") throw new Error(`Cannot build "${name}": ${instruction} is not known`);
    }
    return { root, workdir, env, command };
  }

  async #copy(text: string, root: string, workdir: string): Promise<void> {
    const [, stage, source = "", target = ""] = /^(?:--from=(\S+) )?(\S+) (\S+)$/.exec(text) ?? [];
    const base = stage === undefined ? await this.#sent() : (await this.build(stage)).root;
    const from = inside(base, base, source);
    const to = inside(root, workdir, target);
    mkdirSync(statSync(from).isDirectory() ? to : dirname(to), { recursive: true });
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }

  /** What would be sent to the engine: the repository's own files without those that .dockerignore names. */
  #sent(): Promise<string> {
    this.#context ??= (async () => {
      const directory = join(this.#directory, "context");
      const ignored = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n").filter(Boolean);
      const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT });
      for (const path of stdout.split("\0").filter(Boolean)) {
        const parts = path.split("/");
        const itself = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
        if (itself.some((one) => ignored.some((pattern) => matchesGlob(one, pattern)))) continue;
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        cpSync(join(ROOT, path), join(directory, path), { verbatimSymlinks: true });
      }
      return directory;
    })();
    return this.#context;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** By name, in their order. Comments are gone, continued lines joined. */
function stagesOf(text: string): Map<string, Step[]> {
  const stages = new Map<string, Step[]>();
  let steps: Step[] = [];
  const lines = text.replaceAll(/^#.*\n/gm, "").replaceAll(/\\\n\s*/g, "");
  for (const [, instruction = "", rest = ""] of lines.matchAll(/^([A-Z]+) +(.*)$/gm)) {
    const stage = instruction === "FROM" ? / AS (\S+)$/.exec(rest)?.[1] : undefined;
    if (stage !== undefined) stages.set(stage, (steps = []));
    else if (instruction !== "ARG") steps.push({ instruction, text: rest });
  }
  return stages;
}

/** A path of the image on this disk. */
function inside(root: string, workdir: string, path: string): string {
  return path.startsWith("/") ? join(root, path) : resolve(workdir, path);
}

/** Absolute paths are the image's; only root may give files to another user. */
async function execute(text: string, root: string, workdir: string, env: Readonly<Record<string, string>>): Promise<void> {
  const owned = process.getuid?.() === 0 ? text : text.replaceAll(/ -[og] \d+/g, "");
  const script = owned.replaceAll(/(?<=\s)\/(?=[a-z])/g, `${root}/`);
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  await run("/bin/sh", ["-c", script], { cwd: workdir, env: { ...cleanEnvironment(), ...env, PATH: path }, maxBuffer: 2 ** 26 });
}
