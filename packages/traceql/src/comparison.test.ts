import { expect, test } from "@jest/globals";
import { COMPARISON_OPERATORS } from "./comparison.ts";
import { conditionOf, errorOf, rewritten } from "./testing/read.ts";

test.each(COMPARISON_OPERATORS)("parse() reads the operator %s", (operator) => {
  expect(conditionOf(`{ name ${operator} .b }`.replace(/(~ ).b/, "$1`b`"))).toMatchObject({ type: "comparison", operator });
  expect(conditionOf(`{.a${operator}"b"}`)).toMatchObject({ type: "comparison", operator });
});

test.each([
  "{ .a = .b }",
  '{ "cart" = resource.service.name }',
  "{ 5 < .a }",
  "{ .a = nil }",
  "{ nil != .a }",
  "{ duration > 5 }",
  "{ duration > 1.5 }",
  "{ childCount > 1s }",
  "{ duration * 2 > traceDuration - 1s }",
  "{ .a = .b = true }",
  "{ (.a > 1) != (.b > 1) }",
  "{ name = rootName }",
  "{ statusMessage =~ `.*timeout.*` }",
  "{ status != error }",
  "{ kind = server }",
  '{ trace:id = "0123" }',
  "{ span:parentID = nil }",
  "{ span:id != span:parentID }",
  "{ .a = error }",
  "{ .a >= `x` }",
  "{ event:timeSinceStart > 1ms }",
  "{ nestedSetParent < 0 }",
  "{ -.a < -duration }",
])("parse() accepts %s", (text) => {
  expect(conditionOf(rewritten(text))).toEqual(conditionOf(text));
});

test.each([
  ['{ status = "error" }', 'type 1:12 status is compared with ok, error or unset, not with "error"'],
  ['{ "error" = status }', 'type 1:3 status is compared with ok, error or unset, not with "error"'],
  ["{ kind = error }", 'type 1:10 kind is compared with server, client, producer, consumer, internal or unspecified, not with "error"'],
  ["{ duration > `100ms` }", "type 1:14 duration is compared with a duration such as 100ms, not with `100ms`"],
  ["{ childCount = `a` }", "type 1:16 childCount is compared with a number, not with `a`"],
  ["{ name > 5 + .a }", 'type 1:10 name is compared with a string, not with "5 + .a"'],
  ["{ name = duration }", 'type 1:10 name is compared with a string, not with "duration"'],
  ["{ rootName != (.a = 1) }", 'type 1:15 rootName is compared with a string, not with "(.a = 1)"'],
  ["{ trace:id = 5 }", 'type 1:14 trace:id is compared with a string, not with "5"'],
  ["{ .a + 1 = `x` }", 'type 1:12 ".a + 1" is a number and `x` is a string: they never compare'],
  ["{ 1 = true }", 'type 1:7 "1" is a number and "true" is true or false: they never compare'],
  ["{ status > ok }", 'type 1:10 "ok" is compared by = and !=, not by >'],
  ["{ .a < nil }", 'type 1:6 "nil" is compared by = and !=, not by <'],
  ["{ true >= .a }", 'type 1:8 "true" is compared by = and !=, not by >='],
  ["{ trace:id > `a` }", 'type 1:12 "trace:id" is compared by = and !=, not by >'],
  ["{ span:id =~ `a.*` }", 'type 1:11 "span:id" is compared by = and !=, not by =~'],
  ["{ .a =~ 5 }", 'type 1:9 =~ takes a regular expression in quotes, not "5"'],
  ["{ .a !~ .b }", 'type 1:9 !~ takes a regular expression in quotes, not ".b"'],
  ["{ duration =~ `1.*` }", "type 1:15 duration is compared with a duration such as 100ms, not with `1.*`"],
  ["{ name =~ `a)|(b` }", 'syntax 1:11 the regular expression has a ")" without "("'],
  ["{ name = }", 'syntax 1:10 expected a value such as "text", 5, 100ms, true, error or nil, found "}"'],
  ["{ name = cart }", 'syntax 1:10 expected a value, found "cart" (text stands in quotes: "cart")'],
  ["{ status = eror }", 'syntax 1:12 expected a value, found "eror" (did you mean "error"? text stands in quotes: "eror")'],
  ["{\n  name == 5 }", 'syntax 2:9 "==" is no operator: equal is written "="'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toBe(error);
});
