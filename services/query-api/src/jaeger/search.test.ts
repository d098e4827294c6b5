import { expect, test } from "@jest/globals";
import { QueryTimeout, type Run } from "@throughline/query";
import type { FastifyReply } from "fastify";
import { DEFAULT_BOUNDS } from "../config.ts";
import { searchTraceIds } from "./search.ts";

const DAY = 86_400_000_000_000n;

/** A search whose second window takes too long; the first finds these. */
async function stopped(...found: readonly string[]) {
  const headers: Record<string, string> = {};
  const reply = { header: (name: string, value: string) => (headers[name] = value) } as unknown as FastifyReply;
  let asked = 0;
  const run: Run = async <Row>({ sql }: { readonly sql: string }) => {
    if (!sql.includes("FROM spans")) return [];
    if (++asked > 1) throw new QueryTimeout();
    return found.map((traceId) => ({ traceId, newest: String(DAY - 1n) }) as Row);
  };
  const ids = await searchTraceIds({ run, reply }, { bounds: DEFAULT_BOUNDS }, { tags: [], range: { from: 0n, to: DAY }, limit: 20 });
  return { ids, headers };
}

test("a search that was stopped gives what it found, and a header that says how far it came", async () => {
  const { ids, headers } = await stopped("a");
  expect(ids).toEqual(["a"]);
  expect(JSON.parse(headers["throughline-notes"] ?? "")).toEqual([
    { code: "search_incomplete", message: expect.stringContaining("newer than 1970-01-01T23:50") },
  ]);
});

test("a search that was stopped and found nothing does not look like one that found nothing", async () => {
  await expect(stopped()).rejects.toThrow(QueryTimeout);
});
