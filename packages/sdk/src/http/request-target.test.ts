import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { redactedQuery } from "./redacted-query.ts";
import { requestTarget } from "./request-target.ts";

const byUrl = (target: string) => {
  const url = URL.parse(target, "http://localhost");
  return { path: url?.pathname, query: url?.search.slice(1) || undefined };
};

test.each([
  "/",
  "/a/b.c?d=e",
  "/a/../b",
  "/a/%2e%2E/b",
  "/.well-known/x",
  "/a//b",
  "//host/x",
  "/ä b",
  "/a?b?c",
  "/a?",
  "/a#b?c",
  "*",
  "http://other/x?y",
  "",
  "/%zz",
])("requestTarget(%j) is what URL makes of it", (target) => expect(requestTarget(target)).toEqual(byUrl(target)));

test("requestTarget() takes its short cut only where URL changes nothing", () => {
  const piece = fc.constantFrom("a", "B", "0", "/", ".", "%", "2", "e", "E", "?", "#", "&", "=", "ä", "~", "'", "|", "\\");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const target = `/${pieces.join("")}`;
      const expected = byUrl(target);
      const { path, query } = requestTarget(target);
      expect(path).toBe(expected.path);
      expect(query === undefined).toBe(expected.query === undefined);
    }),
    { numRuns: 2000 },
  );
});

test("redactedQuery() hides signatures, and is else what URLSearchParams says", () => {
  expect(redactedQuery("a=1&sig=secret&X-Goog-Signature=s&b")).toBe("a=1&sig=REDACTED&X-Goog-Signature=REDACTED&b=");
  const piece = fc.constantFrom("a", "=", "&", "+", "%", "20", ".", "*", "ä", " ", "-", "~");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const query = pieces.join("");
      expect(redactedQuery(query)).toBe(new URLSearchParams(query).toString());
    }),
    { numRuns: 2000 },
  );
});
