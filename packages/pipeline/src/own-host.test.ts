import { expect, test } from "@jest/globals";
import { isOwnHost } from "./own-host.ts";

test.each([
  undefined,
  "127.0.0.1:3200",
  "localhost:3200",
  "LOCALHOST",
  "localhost.",
  "[::1]:3200",
  "10.1.2.3",
  "devbox:3200",
  "a.localhost:1",
  "host.docker.internal:3200",
])("%s can be this machine", (host) => {
  expect(isOwnHost(host)).toBe(true);
});

test.each([
  "evil.example",
  "evil.example:3200",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "evil.example.",
  "a b",
  "evil.example@localhost:x",
  "",
])("%s may be anybody", (host) => {
  expect(isOwnHost(host)).toBe(false);
});
