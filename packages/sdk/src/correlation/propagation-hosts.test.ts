import { expect, test } from "@jest/globals";
import { hostName, hostNameOfGrpcTarget } from "./host-name.ts";
import { propagationHosts } from "./propagation-hosts.ts";

test("propagationHosts() allows every host without a list", () => {
  for (const list of [undefined, "", " , ", "a,*"]) expect(propagationHosts(list)("anything")).toBe(true);
});

test("propagationHosts() knows names and wildcards, whatever their case", () => {
  const allows = propagationHosts(" Orders, *.Example.com ,10.0.0.7,::1");
  for (const host of ["orders", "ORDERS", "a.example.com", "a.b.example.com", "10.0.0.7", "::1"]) expect(allows(host)).toBe(true);
  for (const host of ["orders.evil", "example.com", "evilexample.com", "10.0.0.70", ""]) expect(allows(host)).toBe(false);
});

test.each([
  ["orders", "orders"],
  ["orders:8080", "orders"],
  ["10.0.0.7:80", "10.0.0.7"],
  ["[::1]:80", "::1"],
  ["::1", "::1"],
])("hostName(%j) is %j", (host, name) => {
  expect(hostName(host)).toBe(name);
});

test.each([
  ["orders:50051", "orders"],
  ["dns:orders:50051", "orders"],
  ["dns:///orders:50051", "orders"],
  ["dns://8.8.8.8/orders.shop:50051", "orders.shop"],
  ["ipv4:10.0.0.7:50051", "10.0.0.7"],
  ["ipv6:[::1]:50051", "::1"],
  ["localhost", "localhost"],
])("hostNameOfGrpcTarget(%j) is %j", (target, name) => {
  expect(hostNameOfGrpcTarget(target)).toBe(name);
});
