import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { expect, test } from "@jest/globals";
import { frameOf, Profile, speedscopeWriter, writeSpeedscope } from "../index.ts";

interface Imported {
  readonly name: string;
  readonly profiles: readonly {
    getName(): string;
    getTotalWeight(): number;
    getWeightUnit(): string;
    forEachFrame(
      each: (frame: { name: string; file?: string; line?: number; getSelfWeight(): number; getTotalWeight(): number }) => void,
    ): void;
  }[];
}

/**
 * speedscope's own importer. The package is a web page of one bundle: its code runs here up to where it would draw, in a context whose
 * page is hollow, and hands out the function that its source calls after it has said `Importing as speedscope json file`.
 */
function speedscopeImporter(): (file: unknown) => Imported {
  const folder = join(dirname(createRequire(import.meta.url).resolve("speedscope/package.json")), "dist/release");
  const [name = ""] = readdirSync(folder).filter((each) => /^speedscope-\w+\.js$/.test(each));
  const bundle = readFileSync(join(folder, name), "utf8");
  const [, importer = ""] = /Importing as speedscope json file"\),(\w+)\(/.exec(bundle) ?? [];
  const drawing = bundle.lastIndexOf("console.log(`speedscope v");
  expect([importer === "", drawing]).not.toContain(-1);
  const hollow: object = new Proxy(function hollow() {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => "" : hollow),
    set: () => true,
    apply: () => hollow,
    construct: () => hollow,
  });
  const page = {
    window: hollow,
    self: hollow,
    document: hollow,
    localStorage: hollow,
    matchMedia: hollow,
    setTimeout: hollow,
    setInterval: hollow,
    clearTimeout: hollow,
    clearInterval: hollow,
  };
  const context = createContext({
    ...page,
    console,
    performance,
    TextDecoder,
    TextEncoder,
    navigator: { userAgent: "" },
    location: { hash: "", protocol: "file:" },
  });
  runInContext(`${bundle.slice(0, drawing)};globalThis.importFile = ${importer};})();`, context);
  return (context as unknown as { importFile: (file: unknown) => Imported }).importFile;
}

function thread(name: string): Profile {
  const profile = new Profile({ sampleType: "wall", unit: "nanoseconds", name });
  profile.add([frameOf("main", "/app/a.js", 3, 1), frameOf("query", "/app/b.js", 9)], 700);
  profile.add([frameOf("main", "/app/a.js", 3, 1)], 300);
  return profile;
}

test("speedscope opens what speedscopeWriter writes", () => {
  const importFile = speedscopeImporter();
  const { name, profiles } = importFile(
    JSON.parse(new TextDecoder().decode(speedscopeWriter.write(thread("main thread"), { title: "shop" }))),
  );
  const [profile] = profiles;
  expect([name, profiles.length, profile?.getName(), profile?.getTotalWeight(), profile?.getWeightUnit()]).toEqual([
    "shop",
    1,
    "main thread",
    1_000,
    "nanoseconds",
  ]);
  const frames: unknown[] = [];
  profile?.forEachFrame((frame) => frames.push([frame.name, frame.file, frame.line, frame.getSelfWeight(), frame.getTotalWeight()]));
  expect(frames).toEqual([
    ["main", "/app/a.js", 3, 300, 1_000],
    ["query", "/app/b.js", 9, 700, 700],
  ]);
  const threads = JSON.parse(new TextDecoder().decode(writeSpeedscope([thread("one"), thread("two")])));
  expect(importFile(threads).profiles.map((each) => each.getName())).toEqual(["one", "two"]);
});
