import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ROOT } from "./kit/program.ts";

/** What each room may import of the others. Arrows point down; docs/decisions says why. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "packages/model": [],
  "packages/pipeline": [],
  "packages/otlp": ["model"],
  "packages/profile": ["model"],
  "packages/schema": ["model"],
  "packages/clickhouse": ["schema", "model", "pipeline"],
  "packages/traceql": ["model"],
  "packages/query": ["traceql", "schema", "model"],
  "packages/api": ["model"],
  "packages/sdk": ["otlp", "profile", "model"],
  "services/collector": ["otlp", "clickhouse", "pipeline", "profile", "schema", "model"],
  "services/query-api": ["query", "clickhouse", "pipeline", "otlp", "api", "profile", "web", "model"],
  "services/web": ["api", "profile", "traceql", "model"],
  "services/cli": ["collector", "query-api", "api", "clickhouse", "pipeline", "profile", "sdk", "model"],
  "services/demo": ["sdk"],
};

/** Rooms whose code must also run in a browser: no Node in them. */
const BROWSER_SAFE = ["packages/model", "packages/otlp", "packages/profile", "packages/schema", "packages/traceql", "packages/api"];

const rooms = ["packages", "services"].flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`));

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === "node_modules" || name === "dist") return [];
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(?:tsx?|mjs|cjs)$/.test(name) ? [path] : [];
  });
}

/** What a file imports, statically, dynamically or by require; not what stands in a text, such as an example. */
function imports(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return [
    ...text.matchAll(/(?:^[ \t]*(?:import|export|\})[^\n`]*\bfrom\s+|^[ \t]*import\s+|\bimport\(\s*|\brequire\(\s*)["']([^"']+)["']/gm),
  ].map(([, name = ""]) => name);
}

const isTest = (path: string) => path.endsWith(".test.ts");

test("every room has its arrows here", () => {
  expect(rooms.toSorted()).toEqual(Object.keys(ARROWS).toSorted());
});

test.each(rooms)("%s imports only the rooms that its arrows point to, and says so in its package.json", (room) => {
  const allowed = ARROWS[room]?.map((name) => `@throughline/${name}`) ?? [];
  const manifest = JSON.parse(readFileSync(join(ROOT, room, "package.json"), "utf8")) as Record<string, Record<string, string> | undefined>;
  const own = `@throughline/${room.split("/")[1]}`;
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter((name) =>
    name.startsWith("@throughline/"),
  );
  expect(allowed).toEqual(expect.arrayContaining(declared));
  const used = new Set(
    sources(join(ROOT, room)).flatMap((path) =>
      imports(path).flatMap((name) => {
        const [, packageName] = /^(@throughline\/[\w-]+)/.exec(name) ?? [];
        return packageName && packageName !== own ? [packageName] : [];
      }),
    ),
  );
  expect(declared).toEqual(expect.arrayContaining([...used]));
});

test.each(rooms)("%s reaches into other rooms only through their exports", (room) => {
  for (const path of sources(join(ROOT, room)))
    for (const name of imports(path).filter((imported) => imported.startsWith(".")))
      expect(join(path, "..", name).startsWith(join(ROOT, room))).toBe(true);
});

test.each(BROWSER_SAFE)("%s has no way to say process", (room) => {
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, room, "tsconfig.json"), "utf8")) as {
    compilerOptions: { types?: string[] };
  };
  expect(compilerOptions.types).toEqual([]);
  for (const path of sources(join(ROOT, room)).filter((file) => !isTest(file)))
    expect(imports(path).filter((name) => name.startsWith("node:"))).toEqual([]);
});

test("packages never import services", () => {
  const services = rooms.filter((room) => room.startsWith("services/")).map((room) => `@throughline/${room.split("/")[1]}`);
  for (const room of rooms.filter((name) => name.startsWith("packages/")))
    for (const path of sources(join(ROOT, room)))
      expect(imports(path).filter((name) => services.some((service) => name === service || name.startsWith(`${service}/`)))).toEqual([]);
});

test("no room has an attic", () => {
  for (const room of rooms)
    for (const path of sources(join(ROOT, room))) expect(path).not.toMatch(/\/(?:utils?|helpers?|common|misc)(?:\/|\.ts$)/);
});
