import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of our own code. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The code of all rooms, without what is built: of the product, or of its tests. */
export function sources(of: "product" | "tests" = "product"): Source[] {
  const rooms = ["packages", "services"].flatMap((kind) => readdirSync(kind).map((name) => join(kind, name, "src")));
  return [...rooms, "services/cli/bin", "scripts"]
    .flatMap((room) => readdirSync(room, { recursive: true, encoding: "utf8" }).map((name) => join(room, name)))
    .filter((path) => /\.(?:tsx?|mjs)$/.test(path) && /\.test\.tsx?$|\/testing\//.test(path) === (of === "tests"))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** Flags by command of `throughline`, as the commands define them. */
export function commandFlags(all: readonly Source[]): Map<string, Set<string>> {
  const commands = new Map<string, Set<string>>();
  for (const { text } of all.filter(({ path }) => /^services\/cli\/src\/.*\/commands?\.ts$/.test(path))) {
    const [before = "", ...parts] = text.split(/\.command\("(?=\w)/);
    for (const [index, part] of parts.entries()) {
      const [name = ""] = part.split('"', 1);
      const own = index === 0 && parts.length === 1 ? before + part : part;
      const flags = [...own.matchAll(/(?:[oO]ption\(\s*|flag: )"(?:-\w, )?(--[a-z][a-z-]*)/g)].map(([, flag = ""]) => flag);
      commands.set(name, new Set([...flags, "--help", ...(text.includes("withApiFlags") ? ["--url"] : [])]));
    }
  }
  return commands;
}

/** Variables that the code reads: by their names as whole texts, or from an environment. */
export function variablesRead(all: readonly Source[]): Set<string> {
  const names = new Set<string>();
  for (const { text } of all) {
    for (const [, literal, property] of text.matchAll(
      /"((?:THROUGHLINE|CLICKHOUSE)_[A-Z_]+)"|\benv\.((?:THROUGHLINE|CLICKHOUSE)_[A-Z_]+)/g,
    ))
      names.add(literal ?? property ?? "");
    for (const [, secret] of text.matchAll(/\.(?:password|secrets)\("(\w+)"\)/g)) names.add(`${secret}_FILE`);
  }
  return names;
}

/** Variables that `docker-compose.yml`, and what is put over it, takes from its surroundings. */
export function variablesOfCompose(): Set<string> {
  const over = readdirSync("deploy/compose").map((name) => `deploy/compose/${name}`);
  const text = ["docker-compose.yml", ...over].map((path) => readFileSync(path, "utf8")).join("\n");
  return new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name));
}
