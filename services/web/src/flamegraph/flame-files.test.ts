import { expect, test } from "@jest/globals";
import { flameFiles, speedscopeUrl } from "./flame-files.ts";

test("a flame graph is had in every format, a difference in those that can say one", () => {
  const files = flameFiles({ service: "a&b", start: undefined }, false);
  expect(files.map(({ format }) => format)).toEqual(["pprof", "speedscope", "folded", "svg"]);
  expect(files[0]?.url).toBe("/api/v1/flamegraph?service=a%26b&format=pprof");
  expect(flameFiles({ service: "a", "base.start": "-2h" }, true).map(({ format }) => format)).toEqual(["folded", "svg"]);
});

test("speedscope is told where the flame graph is and what it is called, whatever characters are in it", () => {
  const url = new URL(speedscopeUrl({ q: '{ name = "GET /x#&=" }' }, "a&b #1"), "http://localhost");
  expect(url.pathname).toBe("/speedscope/");
  const [profile = "", title = ""] = url.hash
    .slice(1)
    .split("&")
    .map((part) => decodeURIComponent(part.split("=")[1] ?? ""));
  expect(title).toBe("a&b #1");
  expect(new URL(profile, url).searchParams.get("q")).toBe('{ name = "GET /x#&=" }');
});
