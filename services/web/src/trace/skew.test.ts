import { expect, test } from "@jest/globals";
import { forestOf } from "./forest.ts";
import { clockSkew } from "./skew.ts";
import { span } from "./testing/spans.ts";

const MS = 1_000_000;
const client = span("client", "", 10 * MS, 20 * MS, { kind: "client" });

const of = (parent: typeof client, from: number, to: number, fields: Partial<typeof client> = { kind: "server" }) => {
  const node = forestOf([parent, span("child", parent.spanId, from * MS, to * MS, fields)]).byId.get("child");
  return node && clockSkew(node);
};

test.each([
  ["within", 12, 18],
  ["a little early, as clocks of milliseconds are", 9.5, 18],
  ["longer than the client waited", 12, 40],
  ["a little later, as one that tidies up is", 12, 21.5],
])("a server that is %s is no sign", (_, from, to) => {
  expect(of(client, from, to)).toBeUndefined();
});

test("a child that begins before its parent is one", () => {
  expect(of(client, 5, 12)).toContain("begins before its parent");
  expect(of({ ...client, kind: "internal" }, 5, 12, {})).toContain("begins before its parent");
});

test("a server that took no longer and yet ends after its client is one", () => {
  expect(of(client, 17, 26)).toContain("ends after the call");
});

test("asynchronous work, a client that gave up, and what has not ended are none", () => {
  expect(of({ ...client, kind: "producer" }, 17, 26, { kind: "consumer" })).toBeUndefined();
  expect(of({ ...client, status: { code: "error", message: "timeout" } }, 17, 26)).toBeUndefined();
  const open = { state: "open", reportedUnixNano: "0", nextReportNano: null, lastWords: null } as const;
  expect(of(client, 17, 26, { kind: "server", open })).toBeUndefined();
});

test("a root has nothing to differ from", () => {
  const [root] = forestOf([client]).roots;
  expect(root && clockSkew(root)).toBeUndefined();
});
