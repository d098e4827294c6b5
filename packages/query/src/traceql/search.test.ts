import { expect, test } from "@jest/globals";
import { parse } from "@throughline/traceql";
import { QueryTimeout, type Run, type Statement } from "../statement.ts";
import { searchMatches } from "./search.ts";

const SIZE = 1_500;
const id = (number: number): string => number.toString(16).padStart(32, "0");

/** A store in which trace 1 is the newest of `SIZE` that match; their spans are read a thousand traces at once, which `beforeSpans` can hold up. */
function store(beforeSpans: (reads: number) => void): { readonly run: Run; readonly reads: () => number } {
  let reads = 0;
  const answer = ({ sql, params }: Statement): readonly unknown[] => {
    if (sql.includes("AS newest")) return Array.from({ length: SIZE }, (_, at) => ({ traceId: id(at + 1), newest: String(SIZE - at) }));
    if (sql.startsWith("SELECT 1 AS found")) return [];
    beforeSpans(++reads);
    const ids = Object.values(params).filter(Array.isArray).flat();
    return [...new Set(ids)].map((traceId) => ({ traceId, spanId: "1", parentId: "", startNano: "1", durationNano: "1", name: "a" }));
  };
  return { run: async <Row>(statement: Statement) => answer(statement) as Row[], reads: () => reads };
}

const search = (run: Run, deadline: number) =>
  searchMatches(
    run,
    { query: parse("{ name = `a` }"), range: { from: 0n, to: 10_000n }, limit: SIZE, deadline },
    (_, spansets) => spansets[0]?.spans.length,
  );

const later = (): number => performance.now() + 60_000;

test("searchMatches() gives what is kept of every trace that SQL alone has found", async () => {
  const { run, reads } = store(() => {});
  const { traces, hasMore, searchedFrom } = await search(run, later());
  expect([traces.length, hasMore, searchedFrom, reads()]).toEqual([SIZE, false, undefined, 2]);
  expect(traces.at(-1)).toEqual({ traceId: id(SIZE), newest: "1", digest: 1 });
});

test("searchMatches() says how far it came where ClickHouse takes too long to read what is kept", async () => {
  const timeout = (from: number) => (reads: number) => {
    if (reads >= from) throw new QueryTimeout("timeout");
  };
  const some = await search(store(timeout(2)).run, later());
  expect([some.traces.length, some.traces.at(-1)?.digest, some.hasMore, some.searchedFrom]).toEqual([1_000, 1, false, 501n]);
  const none = await search(store(timeout(1)).run, later());
  expect([none.traces, none.hasMore, none.searchedFrom]).toEqual([[], false, 1_501n]);
});

test("searchMatches() reads no more of what is kept when its time is over, but some of it", async () => {
  const deadline = performance.now() + 200;
  const { run, reads } = store(() => {
    while (performance.now() <= deadline);
  });
  const { traces, searchedFrom } = await search(run, deadline);
  expect([traces.length, searchedFrom, reads()]).toEqual([1_000, 501n, 1]);
});

test("searchMatches() throws what is no matter of time", async () => {
  const { run } = store(() => {
    throw new Error("away");
  });
  await expect(search(run, later())).rejects.toThrow("away");
});
