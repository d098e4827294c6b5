import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { type Shop, startShop } from "@throughline/demo";
import type { Page } from "playwright-core";
import { Browser, type ViewOptions, type WatchedPage } from "../kit/browser.ts";
import { logs, newSpanId, newTraceId, nowNano, sendJson, text } from "../kit/otlp.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** The view of logs, as a person uses it: with the lines of the ten services, and some that were sent to be found here. */
let throughline: Throughline;
let shop: Shop;
let browser: Browser;
const pages: WatchedPage[] = [];

const TRACE = newTraceId();
const SPAN = newSpanId();
const CORRELATION = "order/2026:logs@page";
const BULK = 1_200;
const BULK_BEGIN = BigInt(Date.now()) * 1_000_000n - 1_800_000_000_000n;

type Record_ = Record<string, unknown>;
const record = (body: string, fields: Record_ = {}): Record_ => ({
  timeUnixNano: nowNano(),
  severityNumber: 9,
  body: { stringValue: body },
  ...fields,
});

async function send(service: string, records: readonly Record_[]): Promise<void> {
  expect(await sendJson(throughline.otlpHttp, "logs", logs(service, [...records]))).toMatchObject({ status: 200 });
}

beforeAll(async () => {
  [browser, throughline] = await Promise.all([Browser.start(), Throughline.start()]);
  shop = await startShop({ otlpEndpoint: throughline.otlpHttp, nginx: false, env: { SHOP_CONFIRM_AFTER_MS: "200" } });
  for (let times = 0; times < 5; times++) await (await fetch(`${shop.entryUrl}/checkout`, { method: "POST" })).arrayBuffer();
  await shop.stop();
  await send(
    "bulk",
    // Seven at the same nanosecond.
    Array.from({ length: BULK }, (_, number) =>
      record(`bulk line ${number}`, { timeUnixNano: String(BULK_BEGIN + BigInt(Math.floor(number / 7)) * 1_000_000n) }),
    ),
  );
  await send("ledger", [
    ...Array.from({ length: 12 }, (_, number) => record(`before ${number}`, { timeUnixNano: nowNano(-5_000 + number) })),
    record("the entry is refused", {
      timeUnixNano: nowNano(-4_000),
      severityNumber: 17,
      traceId: TRACE,
      spanId: SPAN,
      attributes: [
        text("correlation.id", CORRELATION),
        text("tier", "gold plan"),
        text("exception.stacktrace", "Error: refused\n    at charge (/app/src/charge.ts:7:3)\n    at run (/app/node_modules/x/run.js:1:1)"),
      ],
    }),
    record("another entry", { timeUnixNano: nowNano(-3_900), severityNumber: 13, attributes: [text("tier", "silver")] }),
    ...Array.from({ length: 12 }, (_, number) => record(`after ${number}`, { timeUnixNano: nowNano(-3_000 + number) })),
  ]);
  await throughline.settled();
}, 120_000);

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

afterAll(async () => {
  await Promise.all([browser?.stop(), shop?.stop()]);
  await throughline?.stop();
});

async function open(path: string, options?: ViewOptions): Promise<WatchedPage> {
  const watched = await browser.page(throughline.api, options);
  pages.push(watched);
  await watched.page.goto(path);
  return watched;
}

const lines = (page: Page) => page.getByRole("list", { name: /^Log lines/ }).locator("> [role=listitem]");
const toggle = (page: Page, body: string) => page.getByRole("button", { name: new RegExp(`: ${body}$`) });
const filterField = (page: Page) => page.getByLabel("Filter", { exact: true });
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

/** What the lines in the document say now, by their place. */
const bodies = (page: Page): Promise<[number, string][]> =>
  lines(page).evaluateAll((items) =>
    items.map((item) => [Number((item as HTMLElement).dataset.index), item.querySelector("bdi")?.textContent ?? ""] as [number, string]),
  );

async function search(page: Page, q: string): Promise<void> {
  await filterField(page).fill(q);
  await filterField(page).press("Enter");
  await page.waitForURL((url) => (url.searchParams.get("q") ?? "") === q);
}

test("lines of the ten services are shown newest first, with their counts, quietly and accessibly", async () => {
  for (const theme of ["dark", "light"] as const)
    for (const width of [1280, 380]) {
      const watched = await open("/logs", { theme, width });
      const { page } = watched;
      await lines(page).first().waitFor();
      await page.getByText(/^1,\d\d\d lines: .*error.*info$/).waitFor();
      await page.waitForLoadState("networkidle");
      await lines(page).nth(2).getByRole("button").click();
      await page.getByRole("group", { name: "The record" }).waitFor();
      expect(await watched.violations()).toEqual([]);
      expect(watched.troubles).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    }
});

test("a filter finds, its mistakes are shown below it, and a click on a value asks for it or leaves it out", async () => {
  const { page } = await open("/logs");
  await lines(page).first().waitFor();
  await search(page, "service=ledger (tier=*");
  await page
    .getByRole("alert")
    .getByText(/"\(" without "\)" \(column 16\)/)
    .waitFor();
  await search(page, "service=ledger tier=*");
  await toggle(page, "another entry").waitFor();
  expect(await lines(page).count()).toBe(2);

  await toggle(page, "the entry is refused").click();
  const row = page.getByRole("row", { name: /^tier/ });
  await row.hover();
  await row.getByRole("button", { name: "Only lines with this tier" }).click();
  await page.getByText("That is all: 1 line").waitFor();
  expect(await filterField(page).inputValue()).toBe('service=ledger tier=* tier="gold plan"');
  await page.goBack();
  await page.getByText("That is all: 2 lines").waitFor();
  await page.getByRole("row", { name: /^tier/ }).hover();
  await page.getByRole("button", { name: "No lines with this tier" }).click();
  await page.getByText("That is all: 1 line").waitFor();
  await toggle(page, "another entry").waitFor();
});

test("severities and a service narrow the list, and the URL brings the same again", async () => {
  const { page, troubles } = await open("/logs");
  await lines(page).first().waitFor();
  await page.getByLabel("Service", { exact: true }).selectOption("ledger");
  await page.getByText("26 lines: 1 error, 1 warn, 24 info").waitFor();
  await page.getByRole("button", { name: /^error/ }).click();
  await page.getByText("That is all: 1 line").waitFor();
  await page.getByRole("button", { name: /^warn/ }).click();
  await page.getByText("That is all: 2 lines").waitFor();
  await page.reload();
  await page.getByText("That is all: 2 lines").waitFor();
  await page.getByText("2 lines: 1 error, 1 warn", { exact: true }).waitFor();
  await page.goBack();
  await page.getByText("That is all: 1 line").waitFor();
  expect(troubles).toEqual([]);
});

test("brushing the histogram narrows the range", async () => {
  const { page, troubles } = await open("/logs?service=bulk");
  await page.getByText(`${BULK.toLocaleString("en")} lines:`).waitFor();
  const box = await page.locator(".u-over").boundingBox();
  if (!box) throw new Error("There is no histogram");
  // The bulk came half an hour ago, in the middle of the last hour.
  await page.mouse.move(box.x + box.width * 0.3, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 30, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL((url) => url.searchParams.has("end"));
  const [from, to] = ["start", "end"].map((name) => BigInt(parameter(page, name) ?? 0));
  expect(Number((to ?? 0n) - (from ?? 0n)) / 1e9).toBeCloseTo(3_600 * 0.4, -2);
  await page.getByText(`${BULK.toLocaleString("en")} lines:`).waitFor();
  await page.getByRole("button", { name: "As a table" }).click();
  await page.getByRole("dialog", { name: "Lines over time" }).getByRole("button").first().click();
  await page.waitForURL((url) => url.searchParams.get("end") !== String(to));
  expect(troubles).toEqual([]);
});

test("a line opens by keyboard to its stack, its attributes and the lines around it, and is the same by its link", async () => {
  const { page } = await open("/logs?service=ledger");
  await toggle(page, "after 11").waitFor();
  await page.keyboard.press("j");
  for (let times = 0; times < 13; times++) await page.keyboard.press("ArrowDown");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toContain("the entry is refused");
  await page.keyboard.press("Enter");
  const stack = page.getByRole("group", { name: "Stack trace" });
  await stack.getByText("at charge (/app/src/charge.ts:7:3)").waitFor();
  await page.getByRole("button", { name: "Copy as JSON" }).click();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(copied).toMatchObject({ body: "the entry is refused", traceId: TRACE, attributes: { tier: "gold plan" } });

  await page.getByRole("button", { name: "Lines around it" }).click();
  const around = page.getByRole("list", { name: "Lines around it, newest first" }).locator("> [role=listitem]");
  await around.nth(10).waitFor();
  expect(await around.locator("bdi:first-child").first().textContent()).toBe("after 3");
  await page.getByRole("button", { name: "25 earlier" }).click();
  await page.getByText("Nothing earlier than these").waitFor();
  expect((await around.allTextContents()).at(-1)).toContain("before 0");

  // The link of somebody else, who looks at other lines: it stands on top.
  const { page: other } = await open(`/logs?service=bulk&log=${copied.id}&around=process`);
  await other.getByRole("group", { name: "Stack trace" }).waitFor();
  await lines(other).nth(1).waitFor();
  expect((await bodies(other))[0]).toEqual([0, "the entry is refused"]);
});

test("a link to a line that is stored no more says so, above what is there", async () => {
  const { page } = await open("/logs?service=ledger&log=1700000000000000000.1");
  await page.getByRole("alert").getByText("it may have expired").waitFor();
  expect(await lines(page).count()).toBeGreaterThan(5);
});

test("to the trace and back: the same lines, the same place, the same line opened", async () => {
  const { page, troubles } = await open("/logs?service=ledger&start=-3h", { height: 600 });
  await toggle(page, "after 11").waitFor();
  const line = toggle(page, "the entry is refused");
  await line.scrollIntoViewIfNeeded();
  await line.click();
  await page.getByRole("link", { name: "Its trace" }).scrollIntoViewIfNeeded();
  const scroller = page.getByRole("list", { name: /^Log lines/ }).locator("..");
  const top = await scroller.evaluate((element) => element.scrollTop);
  expect(top).toBeGreaterThan(0);
  await page.getByRole("link", { name: "Its trace" }).click();
  await page.waitForURL(`**/traces/${TRACE}?**`);
  expect([parameter(page, "span"), parameter(page, "start")]).toEqual([SPAN, "-3h"]);
  await page.goBack();
  await page.getByRole("group", { name: "Stack trace" }).waitFor();
  expect(
    await until(
      async () => ((await scroller.evaluate((element) => element.scrollTop)) === top ? top : undefined),
      () => "the place",
    ),
  ).toBe(top);
  expect(troubles).toEqual([]);
});

test("what a trace, span or action logged is asked for by chips that can be taken away", async () => {
  const { page, troubles } = await open(`/logs?correlationId=${encodeURIComponent(CORRELATION)}&traceId=${TRACE}`);
  await page.getByText("That is all: 1 line").waitFor();
  await page.getByRole("link", { name: CORRELATION }).waitFor();
  await page.getByRole("button", { name: "All that is stored" }).waitFor();
  await page.getByText("1 line: 1 error").waitFor();
  await page.getByRole("button", { name: "Not only of this trace" }).click();
  await page.waitForURL((url) => !url.searchParams.has("traceId"));
  await page.getByText("That is all: 1 line").waitFor();
  await page.getByRole("button", { name: "Not only of this action" }).click();
  await page.waitForURL((url) => !url.searchParams.has("correlationId"));
  await lines(page).nth(5).waitFor();
  expect(troubles).toEqual([]);
});

test("scrolling through more than a thousand lines skips none and repeats none, while others arrive", async () => {
  const { page, troubles } = await open("/logs?service=bulk");
  await lines(page).first().waitFor();
  const scroller = page.getByRole("list", { name: /^Log lines/ }).locator("..");
  const seen = new Map<number, string>();
  let late = 0;
  const isEnd = async () =>
    (await page.getByText("That is all").count()) > 0 &&
    (await scroller.evaluate((e) => e.scrollTop + e.clientHeight >= e.scrollHeight - 1));
  for (;;) {
    for (const [place, body] of await bodies(page)) {
      expect(seen.get(place) ?? body).toBe(body);
      seen.set(place, body);
    }
    if (await isEnd()) break;
    if (late < 8) await send("bulk", [record(`late ${late++}`)]);
    await scroller.evaluate((element) => element.scrollBy({ top: element.clientHeight * 0.9 }));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  const found = [...seen.entries()].toSorted(([a], [b]) => a - b).map(([, body]) => body);
  expect(found.filter((body) => body.startsWith("bulk")).toSorted()).toEqual(
    Array.from({ length: BULK }, (_, number) => `bulk line ${number}`).toSorted(),
  );
  expect(new Set(found).size).toBe(found.length);
  expect(troubles).toEqual([]);
});

test("live: lines appear as they arrive, wait while the reader is elsewhere in the list, and end with the view", async () => {
  const watched = await open("/logs?service=stream");
  const { page, troubles } = watched;
  await page.getByRole("heading", { name: "No line matches" }).waitFor();
  await page.getByRole("button", { name: "Live" }).click();
  await page.getByText("Live: lines appear as they arrive").waitFor();
  await send(
    "stream",
    Array.from({ length: 80 }, (_, number) => record(`stream ${number}`, { timeUnixNano: nowNano(number) })),
  );
  await toggle(page, "stream 79").waitFor();
  expect((await bodies(page))[0]).toEqual([0, "stream 79"]);

  const scroller = page.getByRole("list", { name: /^Log lines/ }).locator("..");
  await scroller.evaluate((element) => element.scrollTo({ top: 600 }));
  await page.getByText("Live, paused: new lines wait").waitFor();
  const first = (await bodies(page))[0];
  await send("stream", [record("came meanwhile", { severityNumber: 17 })]);
  await page.getByRole("button", { name: "1 new line" }).waitFor();
  expect(await watched.violations()).toEqual([]);
  expect((await bodies(page))[0]).toEqual(first);
  await page.getByRole("button", { name: "1 new line" }).click();
  await toggle(page, "came meanwhile").waitFor();
  expect((await bodies(page))[0]).toEqual([0, "came meanwhile"]);
  await page.getByText("Live: lines appear as they arrive").waitFor();

  // Only errors, live still; and the URL brings it again.
  await page.getByRole("button", { name: /^error/ }).click();
  await send("stream", [record("not shown"), record("a second error", { severityNumber: 17 })]);
  await toggle(page, "a second error").waitFor();
  expect(await toggle(page, "not shown").count()).toBe(0);
  await page.reload();
  await page.getByText("Live: lines appear as they arrive").waitFor();
  await toggle(page, "a second error").waitFor();

  const ended = page.waitForEvent("requestfailed", (request) => request.url().includes("/api/v1/tail"));
  await page.getByRole("link", { name: "Services" }).click();
  await ended;
  expect(troubles).toEqual([]);
});

test("live: what was left out is told, a connection that ends is begun again, and nothing is read while nobody looks", async () => {
  const { page } = await open("/logs?service=flood");
  await page.getByRole("heading", { name: "No line matches" }).waitFor();
  await page.keyboard.press("l");
  await page.getByText("Live: lines appear as they arrive").waitFor();
  await send(
    "flood",
    Array.from({ length: 700 }, (_, number) => record(`flood ${number}`)),
  );
  await page.getByText(/^\d+ log records left out/).waitFor();
  await lines(page).nth(5).waitFor();

  // The page is hidden: the connection ends. Seen again, what came meanwhile is there.
  const hide = (hidden: boolean) =>
    page.evaluate((is) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  const ended = page.waitForEvent("requestfailed", (request) => request.url().includes("/api/v1/tail"));
  await hide(true);
  await ended;
  await page.getByText("Resting while this page is not seen").waitFor();
  await send("flood", [record("came while it was hidden")]);
  await throughline.settled();
  await page.route("**/api/v1/tail?**", (route) => route.abort("connectionreset"), { times: 1 });
  await hide(false);
  await page.getByText(/^The connection ended: again in \d s/).waitFor();
  await page.getByText("Live: lines appear as they arrive").waitFor();
  await toggle(page, "came while it was hidden").waitFor();
  await page.keyboard.press("l");
  await page.waitForURL((url) => !url.searchParams.has("live"));
  await toggle(page, "came while it was hidden").waitFor();
  expect((await bodies(page))[0]).toEqual([0, "came while it was hidden"]);
});

test("hostile lines are harmless text, and a megabyte is no trouble", async () => {
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  await send("hostile", [
    record(hostile, { attributes: [text('"><b onmouseover=alert(1)>', hostile), text("__proto__", "x")] }),
    record("\u001b[31mred\u001b[0m \u001b]0;owned\u0007"),
    record("user\u202Egnp.exe"),
    record(`long ${"x".repeat(1_000_000)} end`),
  ]);
  await throughline.settled();
  const { page, troubles } = await open("/logs?service=hostile&wrap=1");
  await lines(page).nth(3).waitFor();
  const shown = (await bodies(page)).map(([, body]) => body);
  expect(shown).toContain(hostile);
  expect(shown).toContain("red ␛]0;owned␇");
  expect(shown).toContain("user⟨U+202E⟩gnp.exe");
  await page.getByRole("button", { name: /: <img/ }).click();
  await page.getByRole("rowheader", { name: "onmouseover" }).waitFor();
  await page.getByRole("row", { name: /onmouseover/ }).hover();
  await page.getByRole("button", { name: /^Only lines with this .*onmouseover/ }).click();
  await page.getByText("That is all: 1 line").waitFor();
  await page.goBack();
  await page.getByRole("button", { name: /: long xxx/ }).click();
  await page.getByRole("button", { name: "Show all 1,000,009 characters" }).click();
  await page.getByText(/x end$/).waitFor();
  expect(await page.locator("main img, main script, main b").count()).toBe(0);
  expect(await page.title()).toBe("Logs · Throughline");
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  expect(troubles).toEqual([]);
});

test("the command for a terminal is there, columns can be pinned, and nothing in the range offers a wider one", async () => {
  const { page, troubles } = await open("/logs?service=ledger&q=tier%3D*&start=-6h");
  await toggle(page, "another entry").click();
  await page.getByRole("row", { name: /^tier/ }).hover();
  await page.getByRole("button", { name: "Column tier" }).click();
  await page.waitForURL((url) => url.searchParams.get("columns") === "tier");
  await page.getByRole("group", { name: "Columns" }).getByText("tier").waitFor();
  await page.getByRole("button", { name: "Without the column tier" }).click();
  await page.waitForURL((url) => !url.searchParams.has("columns"));
  await page.getByRole("button", { name: "Terminal" }).click();
  await page.getByRole("button", { name: "Copy the command" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toBe(`npx throughline logs 'tier=* service=ledger' --since 6h --url ${throughline.api}`);

  await page.goto(`/logs?q=tier&start=${nowNano(-7_200_000)}&end=${nowNano(-7_100_000)}`);
  await page.getByRole("heading", { name: "No line matches" }).waitFor();
  await page.getByRole("button", { name: "last 24 h" }).click();
  await page.waitForURL((url) => url.searchParams.get("start") === "-24h");
  expect(troubles).toEqual([]);
});

test("where nothing was ever logged the view says how, and turns to the first line when it comes", async () => {
  const empty = await Throughline.start();
  try {
    const watched = await browser.page(empty.api);
    pages.push(watched);
    const { page } = watched;
    await page.goto("/logs");
    await page.getByRole("heading", { name: "No log line has come yet" }).waitFor();
    expect(await watched.violations()).toEqual([]);
    expect(await sendJson(empty.otlpHttp, "logs", logs("first", [record("the first of all")]))).toMatchObject({ status: 200 });
    await toggle(page, "the first of all").waitFor();
    await page.getByText("1 line: 1 info").waitFor();
    expect(watched.troubles).toEqual([]);
  } finally {
    await empty.stop();
  }
});
