import { expect, test } from "@jest/globals";
import type { Run } from "../statement.ts";
import { ResourceCache } from "./resource-cache.ts";
import { readResources, type ResourceRow } from "./resource.ts";

const row = (resource: string, value = ""): ResourceRow => ({
  resource,
  keys: ["service.name"],
  values: [value],
  types: "",
  schemaUrl: "",
  otlp: "",
});

/** A database with resources 1 to 9, and how often it was asked. */
function database(resources?: ResourceCache) {
  const asked: string[][] = [];
  const run = async <Row>({ params }: { readonly params: Readonly<Record<string, unknown>> }) => {
    const wanted = params.p0 as string[];
    asked.push(wanted);
    return wanted.filter((fingerprint) => /^[1-9]$/.test(fingerprint)).map((fingerprint) => row(fingerprint) as Row);
  };
  return { asked, run: Object.assign(run, resources && { resources }) satisfies Run };
}

test("readResources() reads each resource once where they are kept, and one that is not stored each time", async () => {
  const { asked, run } = database(new ResourceCache());
  await readResources(run, ["1", "2", "2", "none"]);
  const found = await readResources(run, ["none", "2", "3"]);
  await readResources(run, ["1", "2", "3"]);
  expect(found).toEqual(new Map(["2", "3"].map((fingerprint) => [fingerprint, row(fingerprint)])));
  expect(asked).toEqual([
    ["1", "2", "none"],
    ["none", "3"],
  ]);
});

test("readResources() keeps nothing where nothing is given to keep it in", async () => {
  const { asked, run } = database();
  await readResources(run, ["1"]);
  await readResources(run, ["1"]);
  expect(asked).toEqual([["1"], ["1"]]);
});

test("ResourceCache lets those go first that were not asked for the longest, and counts what is added again once", () => {
  const cache = new ResourceCache(4 * 333 - 1); // each takes 333 bytes
  for (const resource of ["1", "2", "3", "3", "3"]) cache.add(row(resource));
  cache.get("1");
  cache.add(row("4"));
  expect(["1", "2", "3", "4"].filter((resource) => cache.get(resource))).toEqual(["1", "3", "4"]);
});

test("ResourceCache keeps no resource that is larger than all that it may hold, and goes on", () => {
  const cache = new ResourceCache(400);
  cache.add(row("1", "x".repeat(100)));
  cache.add(row("2"));
  expect(["1", "2"].filter((resource) => cache.get(resource))).toEqual(["2"]);
});

test("ResourceCache counts what many short attributes take", () => {
  const cache = new ResourceCache(2 ** 20);
  const many = Array.from({ length: 100 }, (_, at) => `${at}`);
  for (let at = 0; at < 1_000; at++) cache.add({ ...row(`${at}`), keys: many, values: many });
  const kept = Array.from({ length: 1_000 }, (_, at) => `${at}`).filter((resource) => cache.get(resource)).length;
  expect(kept).toBeLessThan(200); // each takes about 7 KB
});
