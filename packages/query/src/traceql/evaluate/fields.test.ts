import { expect, test } from "@jest/globals";
import { printField } from "@throughline/traceql";
import { fieldsOf, namedFields } from "./fields.ts";
import { spansetExpression } from "./testing/find.ts";

function needs(q: string) {
  const { fields, wholeTrace } = fieldsOf(spansetExpression(q));
  return { fields: fields.map(printField), wholeTrace };
}

test("fieldsOf() names every field once, wherever it stands", () => {
  expect(
    needs("{ .a = 1 && !(-span.b + 1 > duration) } && ({ .a = 2 } | by(resource.c) | avg(event.d) / 2 > max(link.e) | select(name, .a))"),
  ).toEqual({ fields: [".a", "span.b", "duration", "resource.c", "event.d", "link.e", "name"], wholeTrace: false });
});

test("fieldsOf() names a field of the parent as the parent's own", () => {
  expect(needs("{ parent.a = 1 && parent.resource.b = .a }")).toEqual({ fields: [".a", "resource.b"], wholeTrace: true });
});

test.each(["{} > {}", "{} !~ {}", "{ childCount > 1 }", "{} | select(nestedSetLeft)", "({ parent.a = 1 } || {}) && {}"])(
  "fieldsOf() asks for the whole trace: %s",
  (q) => {
    expect(needs(q).wholeTrace).toBe(true);
  },
);

test.each(["{}", "{} || {}", "{} | count() > 1", "{ parent = nil && span:parentID = nil && rootName = `a` }"])(
  "fieldsOf() asks for no other spans: %s",
  (q) => {
    expect(needs(q).wholeTrace).toBe(false);
  },
);

test("namedFields() are what is shown of a span, a parent's as the parent's", () => {
  expect(
    namedFields(spansetExpression("({ parent.a = 1 } | select(name)) && ({ .a = 1 } | select(name, duration))")).map(printField),
  ).toEqual(["parent.a", "name", ".a", "duration"]);
});
