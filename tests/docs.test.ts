import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { misspelt } from "@throughline/pipeline";
import { anchorsOf, linksOf, page, pages } from "./kit/pages.ts";
import { commandFlags, sources, variablesOfCompose, variablesRead } from "./kit/sources.ts";

const all = pages();
const code = sources();
const flags = commandFlags(code);
const variables = variablesRead(code);

test("every link leads to a file that exists, and to a heading of it", () => {
  const broken = all.flatMap((from) => {
    const lost = linksOf(from).filter(({ to, anchor }) => {
      if (!existsSync(to)) return true;
      return anchor !== undefined && to.endsWith(".md") && !anchorsOf(page(to)).has(anchor);
    });
    return lost.map(({ to, anchor }) => `${from.path}: ${to}${anchor === undefined ? "" : `#${anchor}`}`);
  });
  expect(broken).toEqual([]);
});

test("every page can be reached from the README", () => {
  const reached = new Set(["README.md"]);
  for (const path of reached) if (path.endsWith(".md") && existsSync(path)) for (const { to } of linksOf(page(path))) reached.add(to);
  expect(all.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

test("every decision stands in the index, by its number", () => {
  const { text } = page("docs/decisions/README.md");
  const files = readdirSync("docs/decisions").filter((name) => /^\d/.test(name));
  expect([...text.matchAll(/\]\((\d{4}-[\w-]+\.md)\)/g)].map(([, name]) => name)).toEqual(files.toSorted());
  for (const name of files) expect([name, text.includes(`[${name.slice(0, 4)}](${name})`)]).toEqual([name, true]);
});

test("every npm script, command and flag that the documentation names exists", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const demo = readFileSync("services/demo/src/run.ts", "utf8");
  const wrong = all.flatMap(({ path, text }) => {
    const joined = text.replaceAll(/\\\n\s*/g, " ");
    const unknown = [...joined.matchAll(/\bnpm run (?!-)([\w:]+)(?! -w)\b/g)].filter(
      ([whole, name = ""]) => !Object.hasOwn(scripts, name) && !joined.includes(`${whole} -w `),
    );
    const commands = [...joined.matchAll(/(?:npx |^\$? ?|`)throughline ([a-z]+)\b(?!:| API)([^`|#\n)]*)/gm)].flatMap(
      ([whole, name = "", rest = ""]) => {
        const known = flags.get(name);
        if (!known) return name === "ready" ? [] : [whole];
        return longFlags(rest)
          .filter((flag) => !known.has(flag))
          .map((flag) => `throughline ${name} ${flag}`);
      },
    );
    const starts = [...joined.matchAll(/\bnpm (start|run demo) -- ([^`|#\n]*)/g)].flatMap(([, name, rest = ""]) =>
      longFlags(rest).filter((flag) =>
        name === "start" ? !flags.get("up")?.has(flag) : !new RegExp(`\\b${flag.replace(/^--(?:no-)?/, "")}\\b`).test(demo),
      ),
    );
    return [...unknown.map(([whole]) => whole), ...commands, ...starts].map((what) => `${path}: ${what}`);
  });
  expect(wrong).toEqual([]);
});

const longFlags = (text: string) => [...text.matchAll(/(?<=^|\s)--[a-z][a-z-]*/g)].map(([flag]) => flag);

test("every variable that the documentation names is read by something", () => {
  const known = new Set([...variables, ...variablesOfCompose()]);
  const ofTests = variablesRead(sources("tests"));
  const unknown = all.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<![\w…])(?:THROUGHLINE|CLICKHOUSE)_[A-Z]+(?:_[A-Z]+)*(?![\w…]|_?\*)/g)]
      .filter(([name]) => !known.has(name) && !(path === "CONTRIBUTING.md" && ofTests.has(name)))
      .map(([name]) => `${path}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

test("the page of settings has every variable that is read, and every flag of up beside its variable", () => {
  const { text } = page("docs/reference/settings.md");
  const named = new Set([...text.matchAll(/`((?:THROUGHLINE|CLICKHOUSE)_[A-Z_]+)`/g)].map(([, name]) => name));
  expect([...new Set([...variables, ...variablesOfCompose()])].filter((name) => !name.startsWith("GRAFANA") && !named.has(name))).toEqual(
    [],
  );
  const { text: up = "" } = code.find(({ path }) => path === "services/cli/src/up/command.ts") ?? {};
  const pairs = [...up.matchAll(/flag: "(--[a-z-]+)[^"]*",\s*key: "(\w+)"/g)];
  expect(pairs.length).toBe((flags.get("up")?.size ?? 0) - 1); // but --help
  for (const [, flag = "", key = ""] of pairs) {
    const row = text.split("\n").find((line) => line.startsWith("|") && line.includes(`\`${flag}\``));
    expect([flag, row?.includes(`\`${key}\``)]).toEqual([flag, true]);
  }
});

test("no variable that there is would be taken for another one, misspelt", () => {
  const there = new Set([...variables, ...variablesOfCompose()]);
  for (const name of there) expect([...misspelt([name], new Set([...there].filter((other) => other !== name)))]).toEqual([]);
});

test("every code of an error of the query API is in its reference", () => {
  const { text } = page("docs/reference/query-api.md");
  const codes = code
    .filter(({ path }) => path.startsWith("services/query-api/"))
    .flatMap(({ text: source }) => [...source.matchAll(/HttpError\(\s*\w+,\s*"(\w+)"/g)].map(([, name = ""]) => name));
  expect(new Set(codes).size).toBeGreaterThan(8);
  expect([...new Set(codes)].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test("every event that the SDK and the collector send by a name of ours is in the reference", () => {
  const { text } = page("docs/reference/events.md");
  const sent = code
    .filter(({ path }) => /^(?:packages\/sdk|services\/collector)\//.test(path))
    .flatMap(({ text: source }) => [
      ...source.matchAll(/(?:EVENT = |eventName: )"(throughline\.[\w.]+)"/g),
      ...source.matchAll(/"((?:uncaught|unhandled)_\w+|node_warning)"/g),
    ]);
  expect(sent.length).toBeGreaterThan(5);
  for (const [, name] of sent) expect(text).toContain(`\`${name}\``);
});

test("every outcome of an insert is in the reference", () => {
  const { text } = code.find(({ path }) => path === "services/collector/src/feeder.ts") ?? {};
  const counted = [...(text ?? "").matchAll(/\b(?:count\(|inserted = )([^;]*)/g)].flatMap(([, what = ""]) => [
    ...what.matchAll(/"(\w+)"/g),
  ]);
  const outcomes = new Set(counted.map(([, name = ""]) => name));
  expect(outcomes.size).toBeGreaterThan(3);
  const [row = ""] = /^.*_inserts_total.*$/m.exec(page("docs/reference/metrics.md").text) ?? [];
  for (const name of outcomes) expect(row).toContain(`\`${name}\``);
});

test("every message that the page of symptoms quotes is one that the code says", () => {
  const said = code.map(({ text }) => text).join("\n");
  // What Node, gRPC and a shell say is theirs.
  const ours = /^(?!npx |curl |chronyc |--|OTEL_|connect |Parse Error|14 UNAVAILABLE|Protocol )[^=]* \w+[^=]*$/;
  const quoted = [...page("docs/troubleshooting.md").prose.matchAll(/`([^`\n]*)`/g)]
    .map(([, words = ""]) => words)
    .filter((words) => ours.test(words));
  const parts = quoted
    .flatMap((words) => words.split(/[…":()]|\d+/).map((part) => part.trim()))
    .filter((part) => part.length > 8 && !part.startsWith("connect "));
  expect(parts.length).toBeGreaterThan(40);
  expect(parts.filter((part) => !said.includes(part))).toEqual([]);
});

test("the guide to the page has every parameter of every view's URL", () => {
  const text = (path: string) => code.find((source) => source.path === path)?.text ?? "";
  const names = [
    ...text("services/web/src/router.tsx").matchAll(/search\(([^)]*)\)|BASE_SAMPLES = \[([^\]]*)\]|\bSAMPLES = \[([^\]]*)\]/g),
    ...text("services/web/src/trace/waterfall-view.ts").matchAll(/WATERFALL_SEARCH = \[([^\]]*)\]/g),
    ...text("services/web/src/logs/logs-search.ts").matchAll(/LOGS_SEARCH = \[([^\]]*)\]/g),
  ].flatMap((match) =>
    [
      ...match
        .slice(1)
        .join(" ")
        .matchAll(/"([\w.]+)"/g),
    ].map(([, name = ""]) => name),
  );
  expect(new Set(names).size).toBeGreaterThan(40);
  const guide = page("docs/guides/page.md").text;
  expect([...new Set(names)].filter((name) => !name.startsWith("base.") && !guide.includes(`\`${name}\``))).toEqual([]);
});
