import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { NOTE_CODES, routes } from "@throughline/api";

const reference = readFileSync(new URL("../../../docs/reference/query-api.md", import.meta.url), "utf8");

test("the reference lists every note, path and parameter", () => {
  for (const code of Object.keys(NOTE_CODES)) expect(reference).toContain(`\`${code}\``);
  for (const { path, query } of Object.values(routes)) {
    expect(reference).toContain(
      `\`GET ${path.replace(":correlationId", "{id}").replace(":traceId", "{traceId}").replace(":key", "{key}")}`,
    );
    for (const name of Object.keys(query.shape)) expect(reference).toMatch(new RegExp(`\\b${name}\\b`));
  }
});
