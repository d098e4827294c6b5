import { expect, test } from "@jest/globals";
import { BUILT_IN_PATTERNS } from "./built-in-patterns.ts";
import { parsePatterns } from "./text-pattern.ts";
import { MAX_TEXT, TextRules } from "./text-rules.ts";

const redact = (line: string, text: string) => new TextRules(parsePatterns(line)).redact(text);
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const PEM = "-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-128-CBC,00\n\nMIIEow\n-----END RSA PRIVATE KEY-----";

test.each([
  ["@credit-card", "paid with 4111 1111 1111 1111 123 today", "paid with [redacted] 123 today"],
  ["@credit-card", "4111-1111-1111-1111,378282246310005", "[redacted],[redacted]"],
  ["@credit-card", "amex 3782 822463 10005", "amex [redacted]"],
  ["@credit-card", "no card: 4111111111111112, 1.4111111111111111, 41111111111111111111", undefined],
  ["@credit-card", "started at 1764130610000000000", undefined],
  ["@email", "From: Jürgen.Maier+x@mail.example.co.uk, to=a@b.de", "From: [redacted], to=[redacted]"],
  ["@email", "node_modules/.pnpm/express@4.18.2/index.js user@localhost", undefined],
  ["@jwt", `token ${JWT}!`, "token [redacted]!"],
  ["@authorization", "authorization: Bearer abcdef123456", "authorization: Bearer [redacted]"],
  ["@authorization", "Basic dXNlcjpwYXNz", "Basic [redacted]"],
  ["@url-password", "postgres://app:hunter2@db:5432/shop http://a:80/b", "postgres://app:[redacted]@db:5432/shop http://a:80/b"],
  ["@assignment", "password=hunter2&user=ann", "password=[redacted]&user=ann"],
  ["@assignment", String.raw`{"api_key": "a\"b c","n":1}`, `{"api_key": "[redacted]","n":1}`],
  ["@assignment", String.raw`{\"clientSecret\":\"abc\",\"n\":1}`, String.raw`{\"clientSecret\":\"[redacted]\",\"n\":1}`],
  ["@assignment", "db_password: 'correct horse' Authorization: Bearer abc", "db_password: '[redacted]' Authorization: Bearer [redacted]"],
  ["@assignment", "the password was wrong, token expired", undefined],
  ["@private-key", `key ${PEM} end`, "key [redacted] end"],
  ["@private-key", PEM.slice(0, 50), "[redacted]"],
  ["@api-key", `AKIAIOSFODNN7EXAMPLE ghp_${"a1".repeat(18)}`, "[redacted] [redacted]"],
  ["@jwt, @email", `${JWT} a@b.de`, "[redacted] [redacted]"],
  ["user-\\d+", "of user-17", "of [redacted]"],
  ["/USER-(?<secret>\\d+)/i", "of user-17", "of user-[redacted]"],
  ["a*|b", "xbx", undefined],
])("%s makes of %j %j", (line, text, expected = text) => {
  if (line === "a*|b") expect(() => parsePatterns(line)).toThrow("it matches an empty text");
  else expect(redact(line, text)).toBe(expected);
});

test.each([
  ["(", "no regular expression: Unterminated group"],
  ["/a/g", "accepted flags are i, m, s, u and v"],
  ["@creditcard", /there is no built-in pattern @creditcard, accepted are @credit-card, @email,/],
  ["@constructor", "there is no built-in pattern @constructor"],
])("parsePatterns() does not take %j, and says why", (line, message) => {
  expect(() => parsePatterns(line)).toThrow(message);
});

test("a text is looked at so far; what lies beyond, and what may have been cut, is taken out", () => {
  const long = `${"x".repeat(MAX_TEXT - 8)}4111111111111111`;
  const redacted = redact("@credit-card", long);
  expect(redacted).toMatch(/^x{60000,}\[redacted\]$/);
  expect(redact("@credit-card", redacted)).toBe(redacted);
});

test.each(Object.keys(BUILT_IN_PATTERNS))("@%s takes no time to speak of for any text", (name) => {
  const rules = new TextRules(parsePatterns(`@${name}`));
  const hostile = [
    "a",
    "4",
    "4111 1111 ",
    "eyJ",
    "-eyJa.eyJ",
    "a@",
    "a@a.",
    "://",
    "://a:",
    "password",
    "password=",
    'token="\\',
    "bearer  ",
    "-----BEGIN PRIVATE KEY-----",
    "glpat-",
    "xoxb-",
    " ",
  ];
  const began = performance.now();
  for (const part of hostile) rules.redact(part.repeat(MAX_TEXT / part.length));
  expect(performance.now() - began).toBeLessThan(5_000);
});
