import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { FIELDS } from "./field-processor.ts";
import { plain, type Plain } from "./plain.ts";
import { redact, REDACTED } from "./redact.ts";

function redacted(fields: unknown, options?: Parameters<typeof redact>[0]): Plain {
  const copy = plain(fields) as Record<string, Plain>;
  redact(options)[FIELDS](copy);
  return copy;
}

test.each([
  "password",
  "PASSWORD",
  "userPassword",
  "db_password",
  "passwd",
  "client-secret",
  "accessToken",
  "refresh_token",
  "Authorization",
  "Proxy-Authorization",
  "cookie",
  "Set-Cookie",
  "apiKey",
  "x-api-key",
  "API_KEY",
  "api key",
  "privateKey",
  "AWS_SECRET_ACCESS_KEY",
  "credentials",
  "session.id",
  "connectionString",
  "jwt",
  "pin",
  "cvv",
  "x-auth-token",
  "tokens",
])("redact() hides what is named %s", (name) => {
  expect(redacted({ [name]: "hunter2", deep: [{ in: { [name]: ["hunter2"] } }] })).toEqual({
    [name]: REDACTED,
    deep: [{ in: { [name]: REDACTED } }],
  });
});

test.each(["passwordLength", "tokenizer", "mapping", "secretary", "author", "key", "id", "spin", "publicKey", "cookieBanner"])(
  "redact() shows what is named %s",
  (name) => {
    expect(redacted({ [name]: "seen" })).toEqual({ [name]: "seen" });
  },
);

test("redact() leaves whether there is a secret, and how many", () => {
  const fields = { password: null, hasToken: true, secret: false, promptTokens: 12 };
  expect(redacted(fields)).toEqual(fields);
  expect(redacted({ pin: 1234 })).toEqual({ pin: REDACTED });
});

test("redact() hides the values in lists of headers, flat and in pairs", () => {
  expect(redacted({ rawHeaders: ["Host", "a", "Authorization", "Bearer hunter2"], headers: [["cookie", "hunter2"]] })).toEqual({
    rawHeaders: ["Host", "a", "Authorization", REDACTED],
    headers: [["cookie", REDACTED]],
  });
});

test("redact() takes more names, and exceptions", () => {
  const options = { also: ["Customer E-Mail"], except: ["csrf_token"] };
  expect(redacted({ customerEMail: "a@b", csrfToken: "seen", token: "hunter2" }, options)).toEqual({
    customerEMail: REDACTED,
    csrfToken: "seen",
    token: REDACTED,
  });
});

test("no value under a secret name is ever seen, wherever it stands", () => {
  const secret = fc.constantFrom("password", "apiKey", "X-Auth-Token").map((name) => ({ [name]: "hunter2" }));
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ depthSize: "small" }, secret, fc.jsonValue(), fc.array(tie("tree")), fc.dictionary(fc.string(), tie("tree"))),
  }));
  fc.assert(fc.property(tree, (value) => expect(JSON.stringify(redacted({ value }))).not.toContain("hunter2")));
});
