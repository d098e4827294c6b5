import { expect, test } from "@jest/globals";
import { reachAdvice, whyNot } from "./why-not.ts";

/** As fetch throws it. */
const failure = (code: string) =>
  Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(`words of ${code}`), { code }) });

test.each([
  ["ECONNREFUSED", "nothing listens there", /^throughline up starts it; --url says where it is/],
  ["ENOTFOUND", "no such host is known", /--url says where it is/],
  ["CERT_HAS_EXPIRED", "its certificate has expired", /new one/],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is for another name", /--url must say one of its names/],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)", /NODE_EXTRA_CA_CERTS/],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "its certificate is not trusted (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)", /NODE_EXTRA_CA_CERTS/],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "it does not speak TLS there", /http:\/\/ where it serves no TLS/],
  ["EHOSTUNREACH", "words of EHOSTUNREACH", /https:\/\/ where it serves TLS/],
])("whyNot() and reachAdvice() tell %s in words", (code, why, advice) => {
  expect(whyNot(failure(code))).toBe(why);
  expect(reachAdvice(failure(code), "--url")).toMatch(advice);
});

test("whyNot() keeps the words of other errors, and knows a timeout", () => {
  expect(whyNot(new Error("strange"))).toBe("strange");
  expect(whyNot(new DOMException("The operation was aborted due to timeout", "TimeoutError"))).toBe("it does not answer in time");
});
