import { expect, test } from "@jest/globals";
import { clientAddress } from "./client-address.ts";
import { serverAddress } from "./server-address.ts";

test.each([
  [{ host: "shop" }, "http", { host: "shop", port: 80 }],
  [{ host: "shop" }, "https", { host: "shop", port: 443 }],
  [{ host: "shop:8080" }, "http", { host: "shop", port: 8080 }],
  [{ host: "[::1]:8080" }, "http", { host: "[::1]", port: 8080 }],
  [{ host: "[::1]" }, "http", { host: "[::1]", port: 80 }],
  [{ ":authority": "shop:1" }, "https", { host: "shop", port: 1 }],
  [{ host: "inner", "x-forwarded-host": "outer" }, "http", { host: "outer" }],
  [{ host: "inner", "x-forwarded-host": "outer", "x-forwarded-proto": "https" }, "http", { host: "outer", port: 443 }],
  [{ host: "inner", forwarded: 'for=1.2.3.4, for=5.6.7.8;host="far:9";proto=https' }, "http", { host: "far", port: 9 }],
  [{}, "http", undefined],
])("serverAddress(%j, %s) is %j", (headers, scheme, address) => {
  expect(serverAddress(headers, scheme)).toEqual(address);
});

test.each([
  [{}, "10.0.0.1", "10.0.0.1"],
  [{ "x-forwarded-for": "1.2.3.4, 10.0.0.1" }, "10.0.0.1", "1.2.3.4"],
  [{ "x-forwarded-for": "1.2.3.4:5678" }, undefined, "1.2.3.4"],
  [{ forwarded: 'for="[2001:db8::1]:4711"' }, "10.0.0.1", "2001:db8::1"],
  [{ forwarded: "for=192.0.2.60;proto=http" }, "10.0.0.1", "192.0.2.60"],
  [{ forwarded: "=broken" }, "10.0.0.1", "10.0.0.1"],
])("clientAddress(%j, %s) is %s", (headers, peer, address) => {
  expect(clientAddress(headers, peer)).toBe(address);
});
