import { expect, test } from "@jest/globals";
import { INTRINSICS } from "./field.ts";
import { conditionOf, errorOf, rewritten } from "./testing/read.ts";

test.each(Object.keys(INTRINSICS))("parse() reads the intrinsic %s, and print() writes it so", (name) => {
  expect(conditionOf(`{ ${name} = nil }`)).toMatchObject({ left: { type: "intrinsic", name } });
  expect(rewritten(`{ ${name} = nil }`)).toBe(`{ ${name} = nil }`);
});

test.each([
  ["span:name", "name"],
  ["span:status", "status"],
  ["span:statusMessage", "statusMessage"],
  ["span:kind", "kind"],
  ["span:duration", "duration"],
  ["span:childCount", "childCount"],
  ["trace:duration", "traceDuration"],
  ["trace:rootName", "rootName"],
  ["trace:rootService", "rootServiceName"],
])("%s is another name of %s", (synonym, name) => {
  expect(conditionOf(`{ ${synonym} != nil }`)).toEqual(conditionOf(`{ ${name} != nil }`));
});

test.each([
  [".a", "any", "a", false],
  ["span.http.request.header.x-id", "span", "http.request.header.x-id", false],
  ["resource.k8s/pod", "resource", "k8s/pod", false],
  ["event.exception.message", "event", "exception.message", false],
  ["link.a", "link", "a", false],
  ["instrumentation.a", "instrumentation", "a", false],
  ["parent.a", "any", "a", true],
  ["parent.span.a", "span", "a", true],
  ["parent.resource.a", "resource", "a", true],
  ["parent.event.a", "any", "event.a", true],
  ['parent."span.a"', "any", "span.a", true],
  ['span."a b"', "span", "a b", false],
  ['resource."a\\"\\u00e9"', "resource", 'a"é', false],
  ['span.a."b } c".d', "span", "a.b } c.d", false],
  ['."5xx"', "any", "5xx", false],
  [".größe", "any", "größe", false],
  [".span.a", "any", "span.a", false],
] as const)("parse() reads the attribute %s", (text, scope, key, ofParent) => {
  expect(conditionOf(`{ ${text} }`)).toEqual({ type: "attribute", scope, key, ofParent });
  expect(conditionOf(rewritten(`{ ${text} }`))).toEqual({ type: "attribute", scope, key, ofParent });
});

test.each([
  ["{ service = `cart` }", 'syntax 1:3 unknown name "service": accepted are name, status, '],
  ["{ sevice }", "; an attribute is written span.sevice, resource.sevice or .sevice"],
  ["{ duratoin > 1s }", 'syntax 1:3 unknown name "duratoin": did you mean "duration"? accepted are '],
  ["{ span:nmae = `a` }", 'syntax 1:3 unknown name "span:nmae": did you mean "span:name"? accepted are '],
  [
    "{ foo.bar = 1 }",
    'syntax 1:3 unknown scope "foo": accepted are span., resource., event., link., instrumentation., parent. and "." for any, as in ".foo.bar"',
  ],
  ["{ reosurce.a = 1 }", 'syntax 1:3 unknown scope "reosurce": did you mean "resource."? accepted are '],
  ["{ span. = 1 }", 'syntax 1:8 expected the name of an attribute after "."'],
])("parse() refuses %s", (text, error) => {
  expect(errorOf(text)).toContain(error);
});
