import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { readProfiles } from "@throughline/profile";
import type { Page } from "playwright-core";
import { Browser, type ViewOptions, type WatchedPage } from "../kit/browser.ts";
import { newSpanId, newTraceId, nowNano, sendJson, span, traces } from "../kit/otlp.ts";
import { type ProfileFrame, type ProfileSample, profiles } from "../kit/profiles.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** The view of flame graphs, on samples whose shares are known. */
const MINUTE = 60_000;
const PERIOD = 10_000_000;
const ROW = 19;

const frame = (name: string, file = "", line = 0): ProfileFrame => ({ function: name, file, line });
const MAIN = frame("main", "/app/src/main.ts", 3);
const HANDLE = frame("handle", "/app/src/server.ts", 41);
const PRICE = frame("price", "/app/src/price.ts", 7);
const QUERY = frame("query", "/app/node_modules/pg/lib/client.js", 99);
const PARSE = frame("parse", "/app/node_modules/pg/lib/parser.js", 12);
const TICK = frame("listOnTimeout", "node:internal/timers", 545);
const PAY = frame("pay", "/app/src/pay.ts", 5);
const HOSTILE = frame("<img src=x onerror=alert(1)>", "/app/src/<b>x.ts", 1);

/** What runs now, in per cent of what is not idle; the service is idle nine times as long. */
const NOW: readonly [readonly ProfileFrame[], number][] = [
  [[MAIN, HANDLE, PRICE], 40],
  [[MAIN, HANDLE, QUERY, PARSE], 30],
  [[TICK, PAY], 20],
  [[MAIN, HOSTILE], 10],
  [[frame("(idle)")], 900],
];
/** What ran an hour and a half ago. */
const BEFORE: typeof NOW = [
  [[MAIN, HANDLE, PRICE], 10],
  [[MAIN, HANDLE, QUERY, PARSE], 90],
];

const TRACE = newTraceId();
const SPAN = newSpanId();
const MISSED = newSpanId();

let throughline: Throughline;
let browser: Browser;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  [browser, throughline] = await Promise.all([Browser.start(), Throughline.start()]);
  const { otlpHttp } = throughline;
  const ended = { startTimeUnixNano: nowNano(-MINUTE), endTimeUnixNano: nowNano(-MINUTE / 2) };
  await sendJson(
    otlpHttp,
    "traces",
    traces("shop", [
      span({ traceId: TRACE, spanId: SPAN, name: "GET /price", ...ended }),
      span({ traceId: TRACE, spanId: MISSED, parentSpanId: SPAN, name: "quick", ...ended }),
    ]),
  );
  await sendJson(otlpHttp, "traces", traces("quiet", [span()]));
  const link = { traceId: TRACE, spanId: SPAN };
  const now = samplesOf(NOW, -MINUTE).map((sample) => (sample.stack.includes(PRICE) ? { ...sample, link } : sample));
  await sendJson(otlpHttp, "profiles", profiles("shop", now));
  await sendJson(otlpHttp, "profiles", profiles("shop", samplesOf(BEFORE, -90 * MINUTE)));
  await sendJson(otlpHttp, "profiles", profiles("shop", samplesOf([[[MAIN, PAY], 5]], -MINUTE), { type: "cpu" }));
  await throughline.settled();
});

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

afterAll(async () => {
  await Promise.all([browser?.stop(), throughline?.stop()]);
});

function samplesOf(shares: typeof NOW, offsetMs: number): ProfileSample[] {
  return shares.map(([stack, count]) => ({
    stack,
    values: Array.from({ length: count }, () => PERIOD),
    times: Array.from({ length: count }, (_, at) => nowNano(offsetMs + at)),
  }));
}

async function open(path: string, options?: ViewOptions): Promise<WatchedPage> {
  const watched = await browser.page(throughline.api, options);
  pages.push(watched);
  await watched.page.goto(path);
  return watched;
}

const graphOf = (page: Page) => page.getByRole("tree", { name: "Flame graph" });
const tableOf = (page: Page) => page.getByRole("region", { name: "Functions by weight" });
const zoomOf = (page: Page) => page.getByRole("navigation", { name: "Zoomed into" });
const searchOf = (page: Page) => page.getByRole("searchbox", { name: "Find functions and files" });

/** A place of the graph: a row from the root's on, and a share of the width. */
async function place(page: Page, row: number, share: number, name = "Flame graph") {
  const tree = page.getByRole("tree", { name, exact: true });
  await tree.waitFor();
  const { width = 0 } = (await tree.boundingBox()) ?? {};
  return { tree, position: { x: width * share, y: row * ROW + ROW / 2 } };
}

async function click(page: Page, row: number, share: number): Promise<void> {
  const { tree, position } = await place(page, row, share);
  await tree.click({ position });
}

/** What a screen reader is told of where the keys are. */
const active = (page: Page) =>
  graphOf(page).evaluate((tree) => document.getElementById(tree.getAttribute("aria-activedescendant") ?? "")?.textContent ?? "");

/** Opacity of the canvas at a place, 0 to 255. */
async function opacity(page: Page, row: number, share: number): Promise<number> {
  const { tree, position } = await place(page, row, share);
  return tree.locator("canvas").evaluate(
    (canvas, { x, y }) => {
      // Read from a copy: that the canvas itself is read is something that a browser warns of.
      const copy = new OffscreenCanvas(1, 1).getContext("2d");
      copy?.drawImage(canvas as HTMLCanvasElement, -Math.round(x * devicePixelRatio), -Math.round(y * devicePixelRatio));
      return copy?.getImageData(0, 0, 1, 1).data[3] ?? 0;
    },
    { x: position.x, y: position.y - 6 },
  );
}

const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

test("a service that is chosen from the list shows what ran in it, with idle time left out, and what it is made of", async () => {
  const { page, troubles } = await open("/flamegraph");
  await page.getByLabel("Samples: service").selectOption("shop");
  await page.waitForURL("**/flamegraph?service=shop");
  await graphOf(page).waitFor();
  await page.getByText(/^1,000 samples · 10 s wall, one each 10 ms · 1 span · 1 process · shop · from .+ · newest 1 min ago$/).waitFor();
  await page.getByRole("button", { name: "Hide idle (90.0 %)", pressed: true }).waitFor();
  await page.getByRole("list", { name: "Whose code ran" }).getByText("own code 70.0 %").waitFor();
  await page.getByRole("list", { name: "Whose code ran" }).getByText("pg 30.0 %").waitFor();
  await until(
    async () => ((await opacity(page, 3, 0.1)) === 255 ? true : undefined),
    () => "frames on the canvas",
  );
  expect(await opacity(page, 3, 0.95)).toBe(0);
  await page.getByLabel("Type of samples").selectOption("cpu");
  await page.getByText("5 samples", { exact: true }).waitFor();
  expect(parameter(page, "type")).toBe("cpu");
  expect(troubles).toEqual([]);
});

test("a click zooms into a frame, the breadcrumb leads back, and both survive reload and Back", async () => {
  const { page, troubles } = await open("/flamegraph?service=shop");
  await click(page, 2, 0.3);
  await zoomOf(page).getByRole("button", { name: "handle" }).waitFor();
  await zoomOf(page).getByText("700 ms, 70.0 %").waitFor();
  // It fills the width: what is beside it is not there any more.
  await click(page, 3, 0.9);
  await zoomOf(page).getByRole("button", { name: "query" }).waitFor();
  const zoomed = page.url();
  await page.reload();
  await zoomOf(page).getByRole("button", { name: "query" }).waitFor();
  expect(page.url()).toBe(zoomed);
  await page.goBack();
  await zoomOf(page).getByRole("button", { name: "query" }).waitFor({ state: "detached" });
  await zoomOf(page).getByRole("button", { name: "handle" }).waitFor();
  await zoomOf(page).getByRole("button", { name: "Show all" }).click();
  await zoomOf(page).waitFor({ state: "detached" });
  expect(parameter(page, "focus")).toBeNull();
  expect(troubles).toEqual([]);
});

test("the keys go through the graph, tell what they come to, zoom and show everything again", async () => {
  const { page } = await open("/flamegraph?service=shop");
  await graphOf(page).focus();
  expect(await active(page)).toContain("all, 100 %");
  await page.keyboard.press("ArrowDown");
  expect(await active(page)).toContain("main, main.ts:3, 80.0 %, 800 ms");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await active(page)).toContain("query, node_modules/pg/lib/client.js:99, 30.0 %");
  await page.keyboard.press("Enter");
  await zoomOf(page).getByRole("button", { name: "query" }).waitFor();
  await page.keyboard.press("ArrowUp");
  expect(await active(page)).toContain("handle");
  await page.keyboard.press("Escape");
  await zoomOf(page).waitFor({ state: "detached" });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("s");
  await page.getByRole("tree", { name: "Callees" }).waitFor();
  expect(parameter(page, "sandwich")).toBe("main (/app/src/main.ts)");
});

test("the pointer is told function, place, self and total", async () => {
  const { page } = await open("/flamegraph?service=shop");
  const { tree, position } = await place(page, 3, 0.1);
  await tree.hover({ position });
  await page.getByText("/app/src/price.ts:7", { exact: true }).waitFor();
  expect(await page.getByText("400 ms, 40.0 %").count()).toBe(2);
});

test("a search marks what matches, tells its share, filters the table, and takes patterns", async () => {
  const { page, troubles } = await open("/flamegraph?service=shop");
  await searchOf(page).fill("PG/lib");
  await page.getByText("2 frames, 30.0 %").waitFor();
  expect(await tableOf(page).getByRole("row").count()).toBe(3);
  // What matches is as it was, the rest steps back.
  await until(
    async () => ((await opacity(page, 3, 0.6)) === 255 && (await opacity(page, 3, 0.1)) < 100 ? true : undefined),
    () => "frames that do not match to be faint",
  );
  await searchOf(page).fill("/^p(ay|rice)$/");
  await page.getByText("2 frames, 60.0 %").waitFor();
  await page.reload();
  await page.getByText("2 frames, 60.0 %").waitFor();
  expect(await searchOf(page).inputValue()).toBe("/^p(ay|rice)$/");
  await searchOf(page).fill("/(/");
  await page.getByText("This is no regular expression").waitFor();
  await searchOf(page).fill("nowhere");
  await page.getByText("Nothing matches").waitFor();
  await page.getByText("No function matches.").waitFor();
  expect(troubles).toEqual([]);
});

test("a double click shows a function between its callers and callees, and so does the table", async () => {
  const { page } = await open("/flamegraph?service=shop");
  const { tree, position } = await place(page, 3, 0.55);
  await tree.dblclick({ position });
  const callers = page.getByRole("tree", { name: "Callers" });
  await callers.waitFor();
  expect(parameter(page, "sandwich")).toBe("query (/app/node_modules/pg/lib/client.js)");
  expect(await callers.getByRole("treeitem").allTextContents()).toEqual([
    expect.stringContaining("query"),
    expect.stringContaining("handle"),
  ]);
  expect(await page.getByRole("tree", { name: "Callees" }).getByRole("treeitem").allTextContents()).toEqual([
    expect.stringContaining("query"),
    expect.stringContaining("parse"),
  ]);
  await tableOf(page).getByRole("button", { name: "pay" }).click();
  await page.reload();
  await callers.getByText("listOnTimeout").waitFor();
  await page.getByRole("button", { name: "Whole graph" }).click();
  await graphOf(page).waitFor();
  expect(parameter(page, "sandwich")).toBeNull();
});

test("the table has every function by self, total, name or file", async () => {
  const { page } = await open("/flamegraph?service=shop&view=table");
  const names = () => tableOf(page).locator("tbody button").allTextContents();
  await tableOf(page).waitFor();
  expect(await graphOf(page).count()).toBe(0);
  expect((await names()).slice(0, 3)).toEqual(["price", "parse", "pay"]);
  await tableOf(page).getByRole("button", { name: "Total" }).click();
  await until(
    async () => ((await names())[0] === "main" ? true : undefined),
    () => "the order by total",
  );
  expect(await tableOf(page).getByRole("columnheader", { name: "Total" }).getAttribute("aria-sort")).toBe("descending");
  await tableOf(page).getByRole("button", { name: "Function" }).click();
  await until(
    async () => ((await names())[1] === "handle" ? true : undefined),
    () => "the order by name",
  );
  await page.reload();
  await tableOf(page).waitFor();
  expect((await names())[1]).toBe("handle");
  await tableOf(page).getByRole("row", { name: /price/ }).getByText("400 ms").first().waitFor();
});

test("internals are hidden and packages folded when it is asked for", async () => {
  const { page } = await open("/flamegraph?service=shop");
  await page.getByRole("button", { name: "Hide internals" }).click();
  await tableOf(page).getByRole("button", { name: "listOnTimeout" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Fold packages" }).click();
  await tableOf(page).getByRole("button", { name: "pg", exact: true }).waitFor();
  expect(await tableOf(page).getByRole("button", { name: "parse" }).count()).toBe(0);
  await page.getByRole("button", { name: /^Hide idle/ }).click();
  expect(parameter(page, "hide")).toBe("internals,packages");
});

test("names that are markup are text", async () => {
  const { page, troubles } = await open("/flamegraph?service=shop");
  await tableOf(page).getByRole("button", { name: "<img src=x onerror=alert(1)>" }).click();
  await page.getByRole("tree", { name: "Callers" }).getByText("main").waitFor();
  await page.getByRole("tree", { name: "Callees" }).hover({ position: { x: 30, y: 8 } });
  await page.getByText("/app/src/<b>x.ts:1", { exact: true }).waitFor();
  expect(await page.locator("img, main b").count()).toBe(0);
  expect(troubles).toEqual([]);
});

test("two selections are compared: the time before, and what is chosen", async () => {
  const { page, troubles } = await open("/flamegraph?service=shop");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("button", { name: "The time before" }).click();
  await page.waitForURL(/base\.start=-7200s/);
  await page.getByText("more, to +60.0 % of everything").waitFor();
  const price = tableOf(page).getByRole("row", { name: /price/ });
  expect(await price.getByRole("cell").allTextContents()).toEqual([
    expect.stringContaining("price"),
    "40.0 %10.0 %",
    "40.0 %10.0 %",
    "+30.0 %",
  ]);
  await page.getByText("100 samples", { exact: true }).waitFor();
  await page.reload();
  await price.waitFor();
  const { tree, position } = await place(page, 3, 0.1);
  await tree.hover({ position });
  await page.getByText("−60.0 % of everything").waitFor();
  // Against one trace: that ran nothing but one function.
  await page.getByLabel("Base: samples of").selectOption("Trace");
  await page.getByLabel("Base: Trace").fill(TRACE);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await price.getByText("−60.0 %").waitFor();
  await page.getByRole("button", { name: "Stop comparing" }).click();
  await page.getByRole("list", { name: "Whose code ran" }).waitFor();
  expect([...new URL(page.url()).searchParams.keys()]).toEqual(["service"]);
  expect(troubles).toEqual([]);
});

test("a trace, a span, spans that match and an ID that is none are chosen by what is typed", async () => {
  const { page, troubles } = await open("/flamegraph");
  await page.getByLabel("Samples: samples of").selectOption("Trace");
  await page.getByLabel("Samples: Trace").fill("no trace");
  await page.keyboard.press("Enter");
  await page.getByText("A trace ID has 32 hex digits").waitFor();
  await page.getByLabel("Samples: Trace").fill(TRACE);
  await page.keyboard.press("Enter");
  await page.getByText("40 samples", { exact: true }).waitFor();
  await page.getByLabel("Samples: samples of").selectOption("Spans that match");
  await page.getByLabel("Samples: Spans that match").fill("{ name = ");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page
    .getByRole("status")
    .filter({ hasText: /expected|line|found/i })
    .waitFor();
  await page.getByLabel("Samples: Spans that match").fill('{ name = "GET /price" }');
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=/);
  await page.getByText("40 samples", { exact: true }).waitFor();
  expect(parameter(page, "traceId")).toBeNull();
  await page.goBack();
  await page.getByLabel("Samples: Trace").waitFor();
  expect(troubles).toEqual([]);
});

test("a route is chosen as one of a service's operations, also to be compared with", async () => {
  const { page, troubles } = await open("/flamegraph?service=shop");
  await page.getByLabel("Samples: operation").selectOption("GET /price");
  await page.getByText("40 samples", { exact: true }).waitFor();
  expect(parameter(page, "q")).toBe('{ resource.service.name = "shop" && name = "GET /price" }');
  await page.reload();
  await page.getByText("40 samples", { exact: true }).waitFor();
  expect(await page.getByLabel("Samples: operation").inputValue()).toBe("GET /price");
  await page.getByLabel("Samples: operation").selectOption("all that it does");
  await page.getByText("1,000 samples", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("button", { name: "Another selection" }).click();
  await page.getByLabel("Base: operation").selectOption("GET /price");
  await tableOf(page).getByRole("row", { name: /price/ }).getByText("−60.0 %").waitFor();
  expect(troubles).toEqual([]);
});

test("that nothing was sampled is said, and why, without a request that fails", async () => {
  const { page, troubles } = await open(`/flamegraph?service=quiet`);
  await page.getByText('Service "quiet" has sent no stack samples').waitFor();
  for (const [query, said] of [
    [`traceId=${TRACE}&spanId=${MISSED}`, "none fell upon span"],
    [`traceId=${newTraceId()}`, "Nothing is stored of trace"],
    ["service=shop&type=heap", 'There are no samples of type "heap"'],
    ["service=shop&start=-10m&end=-9m", "its newest is from"],
    ["service=shop&base.start=-30d&base.end=-29d", "have expired"],
  ] as const) {
    await page.goto(`/flamegraph?${query}`);
    await page.getByRole("list", { name: "What may be missing" }).getByText(said).waitFor();
  }
  expect(troubles).toEqual([]);
});

test("the graph is downloaded as pprof, speedscope, folded text and SVG; a difference as those that can say it", async () => {
  const { page, troubles } = await open("/flamegraph?service=shop");
  const download = async (name: string) => {
    await page.getByRole("button", { name: "Download" }).click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
    await page.keyboard.press("Escape");
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  };
  const pprof = await download("pprof");
  expect(pprof.name).toBe("shop-wall.pb.gz");
  expect(readProfiles(gunzipSync(pprof.bytes), { format: "pprof" }).map(({ weight }) => weight)).toContain(1_000 * PERIOD);
  expect(readProfiles((await download("speedscope")).bytes, { format: "speedscope" })[0]).toMatchObject({ weight: 1_000 * PERIOD });
  const folded = await download("Folded text");
  expect(folded.name).toBe("shop-wall.folded");
  expect(folded.bytes.toString()).toContain("handle (server.ts:41);price (price.ts:7) 400000000");
  expect((await download("SVG")).bytes.toString()).toMatch(/<\/svg>\s*$/);
  await page.goto("/flamegraph?service=shop&base.start=-2h&base.end=-1h");
  expect((await download("Folded text")).bytes.toString()).toContain("handle (server.ts:41);price (price.ts:7) 100000000 400000000");
  await page.getByRole("button", { name: "Download" }).click();
  expect(await page.getByRole("link", { name: "pprof" }).count()).toBe(0);
  expect(troubles).toEqual([]);
});

test("speedscope, served from here, opens the graph with nothing from elsewhere and nothing that its policy forbids", async () => {
  const { page } = await open("/flamegraph?service=shop");
  const link = page.getByRole("link", { name: "Open in speedscope" });
  expect(await link.getAttribute("target")).toBe("_blank");
  const opened = await open((await link.getAttribute("href")) ?? "");
  await until(
    async () => ((await opened.page.title()).startsWith("shop, wall") ? true : undefined),
    () => "the title of the profile in speedscope",
  );
  await opened.page.getByText("Sandwich").click();
  await opened.page.getByText("price").first().waitFor();
  await opened.page
    .getByText(/^400\.00ms/)
    .first()
    .waitFor();
  expect(opened.troubles.filter((trouble) => !trouble.includes("GPU stall"))).toEqual([]);
  const response = await fetch(`${throughline.api}/speedscope/`);
  expect(response.headers.get("content-security-policy")).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:/);
});

/** What makes the page wider than its window. */
const tooWide = () =>
  document.documentElement.scrollWidth === document.documentElement.clientWidth
    ? []
    : [...document.querySelectorAll("main *")]
        .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth)
        .map((element) => `${element.tagName} ${element.className}`);

test("what is opened is accessible and fits, dark and wide, light and narrow", async () => {
  for (const [theme, width] of [
    ["dark", 1280],
    ["light", 380],
  ] as const)
    for (const query of [
      "service=shop",
      "service=shop&sandwich=handle+(%2Fapp%2Fsrc%2Fserver.ts)",
      "service=shop&base.start=-2h&base.end=-1h&search=p",
      `traceId=${TRACE}`,
    ]) {
      const watched = await open(`/flamegraph?${query}`, { theme, width });
      const { page } = watched;
      await page.getByRole("tree").first().waitFor();
      await page.waitForLoadState("networkidle");
      expect(await watched.violations()).toEqual([]);
      expect(watched.troubles).toEqual([]);
      expect(await page.evaluate(tooWide)).toEqual([]);
      await watched.close();
    }
});
