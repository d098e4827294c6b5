import { expect, test } from "@jest/globals";
import { parse } from "@throughline/traceql";
import { ResourceCache } from "../rows/resource-cache.ts";
import { QueryTimeout, type Run, type Statement } from "../statement.ts";
import { isPossible, unlessHopeless } from "./hopeless.ts";
import { planOf } from "./plan.ts";
import { searchable } from "./searchable.ts";

const RANGE = { from: 1n, to: 9n };

/** Answers for an engine in which only spans of these services have ended. */
function engineOf(...services: string[]) {
  const asked: string[] = [];
  const run: Run = async <Row>({ params }: Statement) => {
    const values = Object.values(params).map(String);
    asked.push(values.find((value) => /^[a-z]$/.test(value)) ?? "");
    return (services.some((service) => values.includes(service)) ? [{ found: 1 }] : []) as Row[];
  };
  return { asked, run };
}

const named = (service: string) => `{ resource.service.name = "${service}" }`;
const possible = (q: string, ...services: string[]) => isPossible(engineOf(...services).run, planOf(searchable(parse(q))), RANGE);

test.each([
  [`${named("a")} >> ${named("b")}`, ["a", "b"], true],
  [`${named("a")} >> ${named("b")}`, ["a"], false],
  [`${named("a")} >> ${named("b")}`, ["b"], false],
  [`${named("a")} && (${named("b")} || ${named("c")})`, ["a", "c"], true],
  [`${named("a")} && (${named("b")} || ${named("c")})`, ["b", "c"], false],
  [`${named("a")} && (${named("b")} || ${named("c")})`, ["a"], false],
  [`${named("a")} !>> ${named("b")}`, ["b"], true],
])("isPossible() says whether %s may match where there are %j", async (q, services, expected) => {
  expect(await possible(q, ...services)).toBe(expected);
});

/** A search that goes on until it is stopped or has asked so many times. */
function search(q: string, run: Run, times = 1_000, patienceMs = 1) {
  return unlessHopeless(
    run,
    { query: parse(q), range: RANGE, limit: 20, deadline: Infinity },
    async (within) => {
      try {
        for (let time = 0; time < times; time++) {
          await within({ sql: "", params: {} });
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      } catch (error) {
        if (!(error instanceof QueryTimeout)) throw error;
        return { traces: [], hasMore: false, cutTraces: 0, anyOpen: false, searchedFrom: 5n };
      }
      return { traces: [{ traceId: "1", newest: "5" }], hasMore: false, cutTraces: 0, anyOpen: false };
    },
    patienceMs,
  );
}

test("unlessHopeless() stops a search of which one side does not exist, and all was searched then", async () => {
  const nothing = { traces: [], hasMore: false, cutTraces: 0, anyOpen: false };
  expect(await search(`${named("a")} >> ${named("b")}`, engineOf("a").run)).toEqual(nothing);
});

test("unlessHopeless() lets a search go on that may find something, is done in time, or cannot be judged", async () => {
  const found = { traces: [{ traceId: "1", newest: "5" }] };
  expect(await search(`${named("a")} >> ${named("b")}`, engineOf("a", "b").run, 20)).toMatchObject(found);
  expect(await search(`${named("a")} >> ${named("b")}`, engineOf("a").run, 1, 60_000)).toMatchObject(found);
  const failing: Run = async ({ sql }) => {
    if (sql !== "") throw new QueryTimeout("timeout");
    return [];
  };
  expect(await search(`${named("a")} >> ${named("b")}`, failing, 20)).toMatchObject(found);
});

test("unlessHopeless() asks nothing about a single filter: a search for it ends where there is none", async () => {
  const { asked, run } = engineOf();
  await search(named("a"), run, 20);
  expect(asked.filter((service) => service !== "")).toEqual([]);
});

test("unlessHopeless() searches with what the run knows, and ends asking when the search ends", async () => {
  const ends: (AbortSignal | undefined)[] = [];
  const run: Run = Object.assign(
    async <Row>({ sql }: Statement, end?: AbortSignal) => {
      if (sql === "") return [] as Row[];
      ends.push(end);
      return new Promise<Row[]>((_, reject) => end?.addEventListener("abort", () => reject(new Error("aborted"))));
    },
    { resources: new ResourceCache(), cluster: { cluster: "c", database: "d" }, isPartial: () => true },
  );
  let given: Run | undefined;
  await unlessHopeless(
    run,
    { query: parse(`${named("a")} >> ${named("b")}`), range: RANGE, limit: 20, deadline: Infinity },
    async (within) => {
      given = within;
      while (ends.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      return { traces: [], hasMore: false, cutTraces: 0, anyOpen: false };
    },
    1,
  );
  expect({ ...given }).toEqual({ ...run });
  expect(ends.map((end) => end?.aborted)).toEqual([true]);
});
