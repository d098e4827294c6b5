import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import { Browser, type ViewOptions, type WatchedPage } from "../kit/browser.ts";
import { logs, newSpanId, newTraceId, nowNano, sendJson, span, text, traces } from "../kit/otlp.ts";
import { Throughline } from "../kit/throughline.ts";

/** The view that finds: what somebody types into the box at 3 AM, and where it leads. */

const ACTION = "0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01";
/** Of a gateway that makes its IDs as nginx does: looks like a trace ID, and is none. */
const NGINX_ACTION = "9cef19caeaae7ad361f9706ed0f35678";
const TRACE = newTraceId();
const OPEN_TRACE = newTraceId();
/** Traces of no interest, more than a page. */
const MANY = 60;

let throughline: Throughline;
let empty: Throughline;
let sentAt = 0;
let browser: Browser;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  browser = await Browser.start();
  [throughline, empty] = await Promise.all([Throughline.start(), Throughline.start()]);
  await send();
  await throughline.settled();
});

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

afterAll(async () => {
  await Promise.all([browser?.stop(), throughline?.stop(), empty?.stop()]);
});

async function send(): Promise<void> {
  const { otlpHttp } = throughline;
  sentAt = Date.now();
  const root = newSpanId();
  const hung = newSpanId();
  const correlated = [text("correlation.id", ACTION)];
  const lasting = (millis: number, ago = 60_000) => ({ startTimeUnixNano: nowNano(-ago), endTimeUnixNano: nowNano(millis - ago) });
  const http = (route: string) => [text("http.route", route), text("http.request.method", "GET")];
  const answers = await Promise.all([
    sendJson(
      otlpHttp,
      "traces",
      traces("gateway", [
        span({
          traceId: TRACE,
          spanId: root,
          name: "POST /checkout",
          ...lasting(3_000),
          attributes: [...correlated, ...http("/checkout")],
        }),
        span({ name: "GET /nginx", ...lasting(2), attributes: [text("correlation.id", NGINX_ACTION), ...http("/nginx")] }),
        ...Array.from({ length: MANY }, (_, at) =>
          span({ name: "GET /quiet", ...lasting(5, 120_000 + at * 1_000), attributes: http("/quiet") }),
        ),
      ]),
    ),
    sendJson(
      otlpHttp,
      "traces",
      traces("payment", [
        span({
          traceId: TRACE,
          parentSpanId: root,
          name: "charge card",
          ...lasting(1_500, 59_000),
          status: { code: 2 },
          attributes: correlated,
        }),
      ]),
    ),
    sendJson(
      otlpHttp,
      "logs",
      logs("payment", [
        {
          timeUnixNano: nowNano(-59_000),
          severityNumber: 17,
          severityText: "ERROR",
          traceId: TRACE,
          body: { stringValue: "card declined <b>" },
          attributes: correlated,
        },
      ]),
    ),
    sendJson(
      otlpHttp,
      "logs",
      logs("shipping", [
        {
          timeUnixNano: nowNano(-10_000),
          eventName: "throughline.span.open",
          traceId: OPEN_TRACE,
          spanId: hung,
          body: { stringValue: "open" },
          attributes: [
            text("throughline.span.name", "hung call"),
            text("throughline.span.kind", "server"),
            { key: "throughline.span.age_nano", value: { intValue: "20000000000" } },
            { key: "throughline.span.next_report_nano", value: { intValue: "300000000000" } },
          ],
        },
      ]),
    ),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
}

async function view(path: string, options?: ViewOptions, origin = throughline.api): Promise<WatchedPage> {
  const watched = await browser.page(origin, options);
  pages.push(watched);
  await watched.page.goto(path);
  return watched;
}

const boxOf = (page: Page): Locator => page.locator("input[type=text]").first();
const rowsOf = (page: Page): Locator => page.getByRole("table").locator("tbody tr");
const queryOf = (page: Page): string | null => new URL(page.url()).searchParams.get("q");

async function find(page: Page, typed: string): Promise<void> {
  await boxOf(page).fill(typed);
  await page.keyboard.press("Enter");
}

test("a correlation ID leads to its action, one like a trace ID and a padded one too; Back leads back", async () => {
  const { page, troubles } = await view("/logs");
  await find(page, `  ${ACTION}  `);
  await page.waitForURL(`**/correlations/${ACTION}`);
  for (const service of ["gateway", "payment"]) await page.getByRole("main").getByText(service, { exact: true }).first().waitFor();
  await page.goBack();
  await page.waitForURL("**/logs");
  await find(page, NGINX_ACTION);
  await page.waitForURL(`**/correlations/${NGINX_ACTION}`);
  expect(troubles).toEqual([]);
});

test("a trace ID leads to its trace, in capitals as well", async () => {
  const { page, troubles } = await view("/");
  await find(page, TRACE.toUpperCase());
  await page.waitForURL(`**/traces/${TRACE}`);
  expect(troubles).toEqual([]);
});

test("an ID that is not stored is told to be none, and no request failed for it", async () => {
  const { page, troubles } = await view("/");
  await find(page, "ffffffff-ffff-4fff-8fff-ffffffffffff");
  await page.getByText("Nothing with this ID is stored").waitFor();
  await page.getByText("No log line in this range matches").waitFor();
  await page.getByRole("button", { name: "Search the last 24 h" }).click();
  await page.waitForURL((url) => url.searchParams.get("start") === "-24h");
  await page.getByText("Nothing with this ID is stored").waitFor();
  expect(troubles).toEqual([]);
});

test("words find log lines and spans, and a log line leads to its trace", async () => {
  const { page, troubles } = await view("/");
  await find(page, "declined");
  await page.getByText("card declined <b>").waitFor();
  await page.getByText("No trace matches").waitFor();
  await find(page, "CHARGE card");
  await rowsOf(page).first().waitFor();
  expect(await rowsOf(page).allInnerTexts()).toEqual([expect.stringContaining("POST /checkout")]);
  await find(page, "declined");
  await page.getByRole("link", { name: "Trace", exact: true }).click();
  await page.waitForURL(`**/traces/${TRACE}`);
  expect(troubles).toEqual([]);
});

test("TraceQL finds traces; errors and open spans stand out; reload and Back bring the same view", async () => {
  const { page, troubles } = await view("/");
  await page.getByRole("button", { name: "Errors", exact: true }).click();
  await page.getByText("1 trace", { exact: true }).waitFor();
  expect(await rowsOf(page).getAttribute("data-state")).toBe("error");
  expect(await rowsOf(page).innerText()).toMatch(/1\s+error/);
  expect(await boxOf(page).inputValue()).toBe("{ status = error }");
  await find(page, "{ span.throughline.span.age_nano > 0 }");
  await page.getByRole("link", { name: "hung call" }).waitFor();
  // The facets say why they have none, and where open spans are counted.
  await page.getByText("Only spans that have ended are counted here.").waitFor();
  expect(await page.getByText(/No span that began in the range is stored/).count()).toBe(0);
  expect(await page.getByRole("link", { name: "Open spans in groups" }).getAttribute("href")).toContain("view=open");
  expect(await rowsOf(page).getAttribute("data-state")).toBe("open");
  await find(page, "{ duration > 1s }");
  await page.getByText("2 traces", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Duration" }).click();
  await page.waitForURL((url) => url.searchParams.get("sort") === "duration");
  const shown = await rowsOf(page).allInnerTexts();
  await page.reload();
  await page.getByText("2 traces", { exact: true }).waitFor();
  expect((await rowsOf(page).allInnerTexts()).map(rootOf)).toEqual(shown.map(rootOf));
  await page.goBack();
  await page.goBack();
  await page.getByRole("link", { name: "hung call" }).waitFor();
  // The facets say why they have none, and where open spans are counted.
  await page.getByText("Only spans that have ended are counted here.").waitFor();
  expect(await page.getByText(/No span that began in the range is stored/).count()).toBe(0);
  expect(await page.getByRole("link", { name: "Open spans in groups" }).getAttribute("href")).toContain("view=open");
  expect(await boxOf(page).inputValue()).toContain("age_nano");
  expect(troubles).toEqual([]);
});

const rootOf = (row: string): string => /(?:gateway|shipping) .*/.exec(row.replaceAll("\t", "\n"))?.[0] ?? "";

test("TraceQL is completed from the language and from what is stored, by the keyboard alone", async () => {
  const watched = await view("/services");
  const { page, troubles } = watched;
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("/");
  await page.keyboard.type("{ res");
  await page.getByRole("option", { name: "resource., scope" }).waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await page.getByRole("option", { selected: true }).innerText()).toContain("resource.");
  expect(await watched.violations()).toEqual([]);
  await page.keyboard.press("Enter");
  await page.keyboard.type("service.na");
  await page.getByRole("option", { name: /^service\.name/ }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type('= "pay');
  await page.getByRole("option", { name: '"payment", value' }).click();
  await page.keyboard.type("}");
  expect(await boxOf(page).inputValue()).toBe('{ resource.service.name = "payment" }');
  await page.keyboard.press("Enter");
  await page.getByText("1 trace", { exact: true }).waitFor();
  expect(queryOf(page)).toBe('{ resource.service.name = "payment" }');
  expect(troubles).toEqual([]);
});

test("what is wrong with TraceQL is shown at its place and not sent; Escape closes suggestions, and what was found is offered again", async () => {
  const { page, troubles } = await view("/");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await find(page, "{ status = eror }");
  await page.getByText('did you mean "error"').waitFor();
  expect(await page.locator("[data-wrong]").allInnerTexts()).toEqual(["eror"]);
  expect(await boxOf(page).getAttribute("aria-invalid")).toBe("true");
  expect(asked.filter((url) => url.includes("eror"))).toEqual([]);
  expect(queryOf(page)).toBeNull();
  await find(page, "{ status = error }");
  await page.getByText("1 trace", { exact: true }).waitFor();
  await boxOf(page).fill("");
  await page.getByRole("option", { name: "{ status = error }, recent" }).waitFor();
  await page.keyboard.press("Escape");
  expect(await page.getByRole("option").count()).toBe(0);
  expect(troubles).toEqual([]);
});

test("the table is walked by the keyboard, and Enter opens a trace", async () => {
  const { page, troubles } = await view("/?q=%7B%20duration%20%3E%201s%20%7D&sort=duration");
  await rowsOf(page).nth(1).waitFor();
  await rowsOf(page).first().getByRole("link").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/traces/${TRACE}`);
  expect(troubles).toEqual([]);
});

test("more is loaded by the page, and as much is there after a reload", async () => {
  const { page, troubles } = await view("/?q=%7B%7D");
  await page.getByText("The newest 50 traces; there are more").waitFor();
  await page.getByRole("button", { name: /^Load more/ }).click();
  await page.getByText(`${MANY + 3} traces`, { exact: true }).waitFor();
  await page.reload();
  await page.getByText(`${MANY + 3} traces`, { exact: true }).waitFor();
  expect(await rowsOf(page).count()).toBe(MANY + 3);
  expect(troubles).toEqual([]);
});

test("where only the newest are shown, all that match are drawn over the range, and brushing that narrows it", async () => {
  const { page, troubles } = await view("/?start=-15m");
  const drawn = page.getByRole("figure", { name: "All that match, over time" });
  await drawn.getByText(/^\d+ spans match, 1 error, over the whole range$/).waitFor();
  const box = await drawn.locator(".u-over").boundingBox();
  if (!box) throw new Error("There is no histogram");
  // The quiet ones began two minutes before all was sent, or earlier, the others a minute before; the range ended when the page asked.
  const end = 1 - (Date.now() - sentAt + 90_000) / 900_000;
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * end, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL((url) => /^\d{19}$/.test(url.searchParams.get("end") ?? ""));
  await drawn.getByText(new RegExp(`^${MANY} spans match, over the whole range$`)).waitFor();
  expect(troubles).toEqual([]);
});

test("a facet narrows the search as TraceQL, leaves out, and lets go", async () => {
  const { page, troubles } = await view("/");
  await page.getByRole("button", { name: /^\/checkout/ }).click();
  await page.getByText("1 trace", { exact: true }).waitFor();
  expect(queryOf(page)).toBe('{ span.http.route = "/checkout" }');
  await page.getByRole("button", { name: /^\/checkout/, pressed: true }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === "{}");
  await page.getByRole("button", { name: "Without GET /quiet" }).click();
  await page.getByText("3 traces", { exact: true }).waitFor();
  expect(queryOf(page)).toBe('{ rootName != "GET /quiet" }');
  await page.getByRole("button", { name: /^payment/ }).click({ modifiers: ["Shift"] });
  await page.waitForURL((url) => url.searchParams.get("q") === '{ rootName != "GET /quiet" && resource.service.name != "payment" }');
  expect(troubles).toEqual([]);
});

test("an area drawn on the scatter narrows time and duration; a click on a point opens its trace", async () => {
  const { page, troubles } = await view("/?q=%7B%20status%20%3D%20error%20%7D%20%7C%7C%20%7B%20name%20%3D%20%22GET%20%2Fnginx%22%20%7D");
  await page.getByText("2 traces", { exact: true }).waitFor();
  const [left, top] = await pointOf(page, "3.00 s at");
  await page.mouse.move(left - 40, ((await page.locator(".u-over").boundingBox())?.y ?? 0) + 2);
  await page.mouse.down();
  await page.mouse.move(left + 30, top + 35, { steps: 4 });
  await page.mouse.up();
  await page.getByText("1 trace", { exact: true }).waitFor();
  const { searchParams } = new URL(page.url());
  expect(searchParams.get("q")).toMatch(/ \| \{ traceDuration >= \S+ && traceDuration <= \S+ \}$/);
  expect([searchParams.get("start"), searchParams.get("end")]).toEqual([
    expect.stringMatching(/^\d{19}$/),
    expect.stringMatching(/^\d{19}$/),
  ]);
  await page.mouse.click(...(await pointOf(page, "3.00 s at")));
  await page.waitForURL(`**/traces/${TRACE}`);
  expect(troubles).toEqual([]);
});

/** Where on the page the point of a trace is of which the scatter tells such a text: it began in the middle of the time shown. */
async function pointOf(page: Page, told: string): Promise<[number, number]> {
  const box = await page.locator(".u-over").boundingBox();
  if (!box) throw new Error("There is no scatter");
  const tip = page.locator("div", { hasText: told }).last();
  for (let top = box.y + 4; top < box.y + box.height; top += 16) {
    await page.mouse.move(box.x + box.width / 2, top);
    const place = await tip.boundingBox({ timeout: 400 }).catch(() => null);
    if (place) return [place.x + place.width / 2, place.y + place.height + TIP_ABOVE];
  }
  throw new Error(`No point tells of "${told}"`);
}

/** How far below the tip its point is. */
const TIP_ABOVE = 10;

test("a server that never got a span shows how to send one, and turns live when it arrives", async () => {
  const watched = await view("/", {}, empty.api);
  const { page, troubles } = watched;
  await page.getByRole("heading", { name: "Nothing has been received yet" }).waitFor();
  expect(await watched.violations()).toEqual([]);
  const command = await page.getByText(/^curl /).innerText();
  const body = /-d '(.+)'$/.exec(command)?.[1] ?? "";
  expect((await sendJson(empty.otlpHttp, "traces", JSON.parse(body) as object)).status).toBe(200);
  await page.getByText("my first span").first().waitFor();
  expect(troubles).toEqual([]);
});

const LOOKS = [
  ["/", "dark", 1280],
  ["/?q=%7B%20status%20%3D%20error%20%7D", "light", 1280],
  ["/?q=%7B%20status%20%3D%20error%20%7D", "dark", 380],
  ["/?q=declined", "light", 380],
  ["/?q=%7B%20name%20%3D%20%22none%22%20%7D", "dark", 1280],
] as const;

test.each(LOOKS)("%s is accessible, %s at a width of %d, and not wider than that", async (path, theme, width) => {
  const watched = await view(path, { theme, width });
  const { page } = watched;
  await page.waitForLoadState("networkidle");
  expect(await watched.violations()).toEqual([]);
  expect(watched.troubles).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});
