import { expect, test } from "@jest/globals";
import { Settings } from "@throughline/pipeline";
import { ANSWER } from "./key-rules.ts";
import { redactionRules } from "./rules.ts";

const read = (env: Record<string, string>) => redactionRules(Settings.fromEnvironment(env));

test("redactionRules() are none where none are set", () => {
  expect([read({}), read({ THROUGHLINE_REDACT_KEYS: " , ", THROUGHLINE_REDACT_PATTERNS: "\n" })]).toEqual([undefined, undefined]);
});

test.each([
  ["password", "Password", true],
  ["password", "db.password", false],
  ["*.secret", "a.SECRET", true],
  ["*.secret", "a.secrets", false],
  ["http.request.header.*", "http.request.header.cookie", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*bc*c", "abc", false],
  ["user, *key", "api_key", true],
])("the keys %j: is %j one? %j", (keys, key, expected) => {
  expect(read({ THROUGHLINE_REDACT_KEYS: keys })?.keys?.answer(key)).toBe(expected ? ANSWER.all : ANSWER.nothing);
});

test.each([
  ["tokens", ANSWER.notNumbers],
  ["gen_ai.usage.input_tokens", ANSWER.notNumbers],
  ["token", ANSWER.notFlags],
  ["pass", ANSWER.notFlags],
  ["PASS", ANSWER.notFlags],
  ["passes", ANSWER.nothing],
])("@secret-names leaves numbers under a name in the plural alone: %j", (key, expected) => {
  expect(read({ THROUGHLINE_REDACT_KEYS: "@secret-names" })?.keys?.answer(key)).toBe(expected);
});

test.each([
  [
    { THROUGHLINE_REDACT_KEYS: "password,*" },
    'Cannot use THROUGHLINE_REDACT_KEYS "*": it would match every key, the name of the service too',
  ],
  [{ THROUGHLINE_REDACT_KEYS: "@secrets" }, 'Cannot use THROUGHLINE_REDACT_KEYS "@secrets": expected a key, or @secret-names'],
  [
    { THROUGHLINE_REDACT_PATTERNS: "ok\n[z-a]" },
    'Cannot use THROUGHLINE_REDACT_PATTERNS "[z-a]": no regular expression: Range out of order',
  ],
  [{ THROUGHLINE_REDACT_PATTERNS: "x*" }, 'Cannot use THROUGHLINE_REDACT_PATTERNS "x*": it matches an empty text'],
])("%p ends the start", (env, message) => {
  expect(() => read(env)).toThrow(message);
});
