import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { anyProfile } from "../any-profile.ts";
import { difference, frameOf, Profile, svgWriter, writeDifferenceSvg } from "../index.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const svg = (profile: Profile, options = {}) => text(svgWriter.write(profile, options));

function shop(): Profile {
  const profile = new Profile({ sampleType: "wall", unit: "nanoseconds", period: 10_000_000, durationNano: 10_000_000_000n });
  profile.add([frameOf("main", "/app/src/main.ts", 3), frameOf("query", "/app/node_modules/pg/client.js", 9)], 3e9, 300);
  profile.add([frameOf("main", "/app/src/main.ts", 3), frameOf("readFile", "node:fs", 9)], 1e9, 100);
  return profile;
}

/** Elements as they open and close: throws where they do not match. A check of well-formedness that knows of this file's markup only. */
function elements(markup: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const plain = markup
    .replace(/<!\[CDATA\[.*?\]\]>/s, "")
    .replace(/<\?xml .*?\?>/, "")
    .replace(/<style>.*?<\/style>/s, "");
  for (const [tag, close, name = "", rest = ""] of plain.matchAll(/<(\/?)([\w:]+)((?:\s+[\w-]+="[^"<]*")*\s*\/?)>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else if (!rest.endsWith("/")) open.push(name);
    seen.push(tag);
  }
  expect(open).toEqual([]);
  expect(plain.replaceAll(/<(\/?)([\w:]+)((?:\s+[\w-]+="[^"<]*")*\s*\/?)>/g, "")).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/);
  return seen;
}

test("an SVG says what it is of, how many samples over how long, and whose code ran", () => {
  const file = svg(shop(), { title: "checkout-service", note: "42 spans" });
  expect(file).toContain(">checkout-service</text>");
  expect(file).toContain("400 samples over 10 s · 4 s wall · 42 spans");
  expect(file).toContain("packages 75.0 %");
  expect(file).toContain("Node internals 25.0 %");
  expect(file).toContain("<title>query (node_modules/pg/client.js:9)\n75.0 %, 3 s\nself 75.0 %, 3 s</title>");
  expect(file).toContain("main<tspan> (main.ts:3)</tspan>");
});

test("an SVG refers to nothing outside", () => {
  const file = svg(shop());
  expect([...file.matchAll(/https?:[^"' ]*/g)].map(String).filter((url) => !url.startsWith("http://www.w3.org/"))).toEqual([]);
  expect(file).not.toMatch(/@import|url\(|<image|xlink|<use|src=/);
});

test("whatever functions and files are called, an SVG is well-formed and their names are text", () => {
  fc.assert(
    fc.property(anyProfile, fc.string({ unit: "binary" }), (profile, title) => {
      elements(svg(profile, { title }));
    }),
    { numRuns: 30 },
  );
  const evil = new Profile({ sampleType: "cpu", unit: "count" });
  evil.add([frameOf("]]></title><script>alert(1)</script>", '/a" onload="alert(1).js', 1), frameOf("\u0000\uFFFE\uD800\n&amp;")], 5);
  const seen = elements(svg(evil, { title: "<script>alert(1)</script>" }));
  expect(seen.filter((tag) => tag.startsWith("<script"))).toHaveLength(1);
  expect(seen.filter((tag) => /\son\w+=/.test(tag))).toEqual([]);
});

test("an SVG leaves out what is too thin to see, and bears no samples at all", () => {
  const profile = new Profile({ sampleType: "cpu", unit: "count" });
  for (let i = 0; i < 100_000; i++) profile.add([frameOf("main"), frameOf(`f${i}`)], 1);
  expect(svg(profile).length).toBeLessThan(100_000);
  expect(svg(new Profile({ sampleType: "cpu", unit: "count" }))).toContain("0 samples");
});

test("the SVG of a difference has what is gone and what is new, in two hues", () => {
  const before = new Profile({ sampleType: "wall", unit: "nanoseconds", durationNano: 60_000_000_000n });
  before.add([frameOf("main"), frameOf("gone")], 6e9, 600);
  before.add([frameOf("main"), frameOf("kept")], 6e9, 600);
  const after = new Profile({ sampleType: "wall", unit: "nanoseconds", durationNano: 1_000_000_000n });
  after.add([frameOf("main"), frameOf("kept")], 1e8, 10);
  after.add([frameOf("main"), frameOf("new")], 1e8, 10);
  const file = text(writeDifferenceSvg(difference(before, after), { title: "since the release" }));
  elements(file);
  expect(file).toContain("now 20 samples over 1 s · 200 ms wall · before 1,200 samples over 60 s · 12 s wall");
  const colourOf = (name: string) => new RegExp(`<title>${name}\\n.*?fill="(rgb[^"]*)"`, "s").exec(file)?.[1];
  expect([colourOf("new"), colourOf("gone"), colourOf("kept")]).toEqual(["rgb(240,133,54)", "rgb(104,162,226)", "rgb(236,236,236)"]);
  expect(file).toContain("<title>gone\n−50.0 % of everything\nnow 0 %, 0 ns\nbefore 50.0 %, 6 s");
  for (const [one, other] of [
    [before, new Profile(after)],
    [new Profile(before), after],
  ] as const)
    expect(text(writeDifferenceSvg(difference(one, other)))).toContain('width="1168"');
});
