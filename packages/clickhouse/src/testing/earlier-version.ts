import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const FOLDER = new URL("../../fixtures/", import.meta.url);
const NAME = /^schema-(\d+)\.sql$/;

/** Versions of the schema whose tables are kept, oldest first. */
export function keptVersions(): number[] {
  return readdirSync(FOLDER)
    .map((file) => Number(NAME.exec(file)?.[1]))
    .filter((version) => version > 0)
    .toSorted((a, b) => a - b);
}

/** Statements that make the tables of a database as they were when it was newly made at that version: tables first, then views. */
export function definitionsOf(version: number): string[] {
  return readFileSync(new URL(`schema-${version}.sql`, FOLDER), "utf8")
    .replace(/;\n$/, "")
    .split(";\n\n");
}

/** Keeps those of a new version for the versions after it. */
export function keepDefinitions(version: number, statements: readonly string[]): void {
  writeFileSync(new URL(`schema-${version}.sql`, FOLDER), `${statements.join(";\n\n")};\n`);
}
