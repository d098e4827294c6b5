import { expect, test } from "@jest/globals";
import { asOrigins } from "./cors.ts";

test("asOrigins() takes origins as browsers write them", () => {
  expect(asOrigins("https://a.example, http://localhost:8080,")).toEqual(["https://a.example", "http://localhost:8080"]);
  expect(asOrigins("")).toEqual([]);
});

test.each([
  "*",
  "null",
  "a.example",
  "https://a.example/",
  "https://a.example/x",
  "https://*.example",
  "https://A.example",
  "https://a.example:443",
  "https://u:p@a.example",
  "file:///x",
])("asOrigins() refuses %s", (text) => {
  expect(() => asOrigins(`https://b.example,${text}`)).toThrow("expected origins such as https://grafana.example.com");
});
