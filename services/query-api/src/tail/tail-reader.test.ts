import { expect, test } from "@jest/globals";
import { parseLogFilter, type Run, type Statement } from "@throughline/query";
import { TailReader } from "./tail-reader.ts";

/** Two shards: the second has one log record as soon as there is one, and is away when it is asked for it. */
function cluster({ knownToLackAnother }: { readonly knownToLackAnother: boolean }) {
  const state = { last: 0, isGone: false };
  let isAway = false;
  const runOf = (): Run => {
    let isPartial = knownToLackAnother;
    const run = async <Row>({ sql }: Statement): Promise<Row[]> => {
      const isAskedForRows = sql.includes("FROM logs");
      if (state.isGone && isAskedForRows) isAway = true;
      if (!state.isGone) isAway = false;
      isPartial ||= isAway;
      const places = isAway ? [] : [{ table: "logs", at: "2 20261126", last: String(state.last) }];
      if (sql.includes("system.parts")) return [{ table: "logs", at: "1 20261126", last: "0" }, ...places] as Row[];
      if (!isAskedForRows || isAway || state.last === 0) return [];
      return [{ timeNano: "1", body: "a line", keys: [], values: [], correlationIds: [] } as Row];
    };
    return Object.assign(run, { isPartial: () => isPartial, cluster: { cluster: "c", database: "d" } });
  };
  const reader = new TailReader({ runOf, service: undefined, logs: parseLogFilter(""), spans: undefined, isPartial: () => isAway });
  return { state, reader };
}

test.each([{ knownToLackAnother: false }, { knownToLackAnother: true }])(
  "what a shard has that was gone when it was asked for it is shown when it is back (%j)",
  async (how) => {
    const { state, reader } = cluster(how);
    await reader.begin();
    Object.assign(state, { last: 1, isGone: true });
    expect((await reader.read()).map(({ event }) => event)).toEqual(["note"]);
    expect(await reader.read()).toEqual([]);
    state.isGone = false;
    expect((await reader.read()).map(({ event }) => event)).toEqual(["log"]);
    expect(await reader.read()).toEqual([]);
  },
);
