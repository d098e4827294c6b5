import { expect, test } from "@jest/globals";
import { readField } from "./field.ts";
import { found, matches } from "./testing/find.ts";
import { trace } from "./testing/trace.ts";

test.each([
  "span.k = `span`",
  "resource.k = `resource`",
  "event.k = `event`",
  "link.k = `link`",
  "instrumentation.k = `instrumentation`",
  ".k = `span`",
  "name = `n`",
  "statusMessage = `oops`",
  "duration = 5ns",
  "event:name = `e`",
  "event:timeSinceStart = 7ns",
  "link:traceID = `0a`",
  "link:spanID = `0b`",
  "instrumentation:name = `lib`",
  "instrumentation:version = `1`",
  "span:id = `01`",
  "span:parentID = `02`",
  "parent = `02`",
  "rootName = `root`",
  "rootServiceName = `gateway`",
  "traceDuration = 1s",
])("reads { %s }", (condition) => {
  const of = {
    id: "01",
    parent: "02",
    name: "n",
    statusMessage: "oops",
    startNano: 100n,
    durationNano: 5n,
    attributes: { k: "span" },
    resource: { k: "resource" },
    scope: { name: "lib", version: "1", attributes: { k: "instrumentation" } },
    events: [{ name: "e", timeNano: 107n, attributes: { k: "event" } }],
    links: [{ traceId: "0a", spanId: "0b", attributes: { k: "link" } }],
  };
  expect(matches(condition, of, { rootName: "root", rootServiceName: "gateway", durationNano: 1_000_000_000n })).toBe(true);
});

test("an attribute without scope is that of the first place that has it", () => {
  const places = [
    { attributes: { k: 1n } },
    { resource: { k: 2n } },
    { events: [{}, { attributes: { k: 3n } }] },
    { links: [{ attributes: { k: 4n } }] },
    { scope: { attributes: { k: 5n } } },
  ];
  for (const [at] of places.entries()) {
    const of = Object.assign({}, ...places.slice(at)) as object;
    expect(matches(`.k = ${at + 1}`, of)).toBe(true);
    expect(matches(`.k != ${at + 1}`, of)).toBe(false);
  }
  expect(matches(".k = nil", {})).toBe(true);
});

test("a field of events or links is what any of them has", () => {
  const of = { events: [{ name: "a", attributes: { n: 1n } }, { name: "b" }, { name: "c", attributes: { n: [5n, 6n] } }] };
  expect(matches("event:name = `b`", of)).toBe(true);
  expect(matches("event:name != `b`", of)).toBe(true);
  expect(matches("event:name = `d`", of)).toBe(false);
  expect(matches("event.n = 6", of)).toBe(true);
  expect(matches("event.n != 6", of)).toBe(true);
  expect(matches("event.n + 1 = 2", of)).toBe(true);
  expect(matches("event.n = nil", of)).toBe(false);
  expect(matches("event.m = nil", of)).toBe(true);
  expect(matches("event:name = nil", {})).toBe(true);
  expect(matches("event.n = 1 && event.n = 5", of)).toBe(true);
});

test("what is empty of a root or of a trace without one is nil", () => {
  expect(matches("parent = nil && span:parentID = nil && rootName = nil && rootServiceName = nil", {})).toBe(true);
  expect(matches("parent = nil", { parent: "01" })).toBe(false);
  expect(matches("statusMessage = `` && instrumentation:name = ``", {})).toBe(true);
});

test("the name of a service that has none is what it is stored with, but is not given", () => {
  expect(matches("resource.service.name = `unknown_service`", {})).toBe(true);
  expect(matches(".service.name =~ `unknown.*`", {})).toBe(true);
  expect(matches("resource.service.name = nil", {})).toBe(true);
  expect(matches("resource.service.name = `cart`", { service: "cart" })).toBe(true);
});

const FAMILY = [
  { id: "a", attributes: { k: "a" }, resource: { r: 1n } },
  { id: "b", parent: "a", attributes: { k: "b" } },
  { id: "c", parent: "b" },
  { id: "o", parent: "gone" },
  { id: "p", parent: "o" },
];

test("a field of the parent is that of the span above", () => {
  expect(found("{ parent.k = `a` }", FAMILY)).toEqual([["b"]]);
  expect(found("{ parent.span.k != nil }", FAMILY)).toEqual([["b", "c"]]);
  expect(found("{ parent.resource.r = 1 }", FAMILY)).toEqual([["b"]]);
  expect(found("{ parent.k = nil }", FAMILY)).toEqual([["a", "o", "p"]]);
  expect(found("{ parent.resource.service.name = `unknown_service` }", FAMILY)).toEqual([["b", "c", "p"]]);
});

test("nested sets and children are numbered", () => {
  expect(found("{ nestedSetParent < 0 }", FAMILY)).toEqual([["a"]]);
  expect(found("{ nestedSetLeft = 2 && nestedSetRight = 5 && nestedSetParent = 1 }", FAMILY)).toEqual([["b"]]);
  expect(found("{ nestedSetLeft = 0 && nestedSetRight = 0 && nestedSetParent = 0 }", FAMILY)).toEqual([["o", "p"]]);
  expect(found("{ childCount = 1 }", FAMILY)).toEqual([["a", "b", "o"]]);
});

test("readField() gives a field to show", () => {
  const of = trace([{ id: "a", status: "error", events: [{ name: "x" }, { name: "y" }] }]);
  const [span] = of.spans;
  if (!span) throw new Error("no span");
  expect(readField({ type: "intrinsic", name: "status" }, span, of)).toBe("error");
  expect(readField({ type: "intrinsic", name: "event:name" }, span, of)).toEqual(["x", "y"]);
  expect(readField({ type: "intrinsic", name: "nestedSetRight" }, span, of)).toBe(2n);
  expect(readField({ type: "attribute", scope: "any", key: "k", ofParent: false }, span, of)).toBeUndefined();
});

test("readField() refuses a span of another trace", () => {
  const [span] = trace([{ id: "a" }]).spans;
  if (!span) throw new Error("no span");
  expect(() => readField({ type: "intrinsic", name: "childCount" }, span, trace([]))).toThrow('Cannot place the span "a"');
});
