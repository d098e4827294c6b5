import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Correlation } from "@throughline/api";
import { SERVICE_NAMES, type Shop, startShop } from "@throughline/demo";
import { Browser, type ViewOptions, type WatchedPage } from "../kit/browser.ts";
import { newSpanId, newTraceId, sendJson, span, text, traces } from "../kit/otlp.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** One user action on one page: the shop's, and what it does not do by itself sent as OTLP. */
let throughline: Throughline;
let browser: Browser;
let shop: Shop;
/** Actions of the shop: a checkout through all ten services, and one whose card was declined. */
let whole: string;
let declined: string;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  [throughline, browser] = await Promise.all([Throughline.start(), Browser.start()]);
  shop = await startShop({
    otlpEndpoint: throughline.otlpHttp,
    env: { SHOP_CONFIRM_AFTER_MS: "800", SHOP_STOCK_TIMEOUT_MS: "7000", THROUGHLINE_OPEN_SPAN_MS: "1000" },
    nginx: false,
  });
  [whole, declined] = await Promise.all([
    buy({ cartId: "cart-1" }, isWhole),
    buy({ cartId: "cart-2", card: "tok_declined" }, ({ spans, logs }) => {
      const errors = logs.filter(({ severityNumber }) => severityNumber >= 17);
      return spans.some(({ service }) => service === "gateway") && spans.some(({ name }) => name === "bank.authorize") && errors.length > 0;
    }),
  ]);
});

afterEach(async () => {
  const troubles = pages.flatMap((page) => page.troubles);
  await Promise.all(pages.splice(0).map((page) => page.close()));
  expect(troubles).toEqual([]);
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

const at = (id: string) => `/correlations/${encodeURIComponent(id)}`;

/** Buys something. Resolves with the action's ID when all of it is stored. */
async function buy(body: Record<string, string>, complete: (found: Correlation) => boolean): Promise<string> {
  const response = await fetch(`${shop.gatewayUrl}/checkout`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  const id = response.headers.get("x-correlation-id") ?? "";
  await stored(id, complete);
  return id;
}

async function stored(id: string, complete: (found: Correlation) => boolean): Promise<void> {
  await until(
    async () => {
      const found = await throughline.client.correlation(id).catch(() => undefined);
      return found && complete(found) ? true : undefined;
    },
    () => `all of the action ${id}`,
  );
}

const isWhole = ({ spans }: Correlation) => new Set(spans.map(({ service }) => service)).size === SERVICE_NAMES.length;

/** Sends spans of one action: each in a service of its own. */
async function send(id: string, spans: readonly (Record<string, unknown> & { service: string; attributes?: object[] })[]): Promise<void> {
  for (const { service, attributes = [], ...fields } of spans) {
    const answer = await sendJson(
      throughline.otlpHttp,
      "traces",
      traces(service, [span({ ...fields, attributes: [...attributes, text("correlation.id", id)] })]),
    );
    expect(answer.status).toBe(200);
  }
  await stored(id, (found) => found.spans.length === spans.length);
}

/** Spans that are made one right after another have one now, so that what lies between them is as given. */
let now = 0;
function between(fromMs: number, toMs: number): { startTimeUnixNano: string; endTimeUnixNano: string } {
  if (Date.now() - now > 100) now = Date.now();
  const nano = (millis: number) => String(BigInt(now + millis) * 1_000_000n);
  return { startTimeUnixNano: nano(fromMs), endTimeUnixNano: nano(toMs) };
}
const error = (message: string) => ({ status: { code: 2, message } });

test("a checkout is there whole: ten services first, then one timeline with the job that nobody waited for", async () => {
  const { page } = await open("/");
  await page.getByRole("textbox", { name: /^Find by correlation ID/ }).fill(whole);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === at(whole));
  const services = page.getByRole("region", { name: "Services" });
  await services.getByRole("heading", { name: "10 services" }).waitFor();
  for (const name of SERVICE_NAMES) expect(await services.getByRole("link", { name, exact: true }).count()).toBe(1);
  await page.getByText(/^Ended after .*, nothing failed; gateway answered 201/).waitFor();
  expect(await page.title()).toContain(whole.slice(0, 8));

  const handedOn = page.getByRole("region", { name: "Handed on, tried again, waited" });
  expect(await handedOn.getByRole("listitem").first().innerText()).toMatch(
    /checkout publish order-confirmations\s+→\s+notifications process order-confirmations waited .* in the queue/,
  );
  // One tree of all spans, the job's below what handed it on.
  const rows = page.getByRole("treegrid").getByRole("row");
  await rows.first().waitFor();
  const levelOf = async (name: string) => Number(await rows.filter({ hasText: name }).getAttribute("aria-level"));
  expect(await levelOf("⇢ process order-confirmations")).toBe((await levelOf("publish order-confirmations")) + 1);
  await page.getByRole("link", { name: "Traces", exact: true }).click();
  await page.waitForURL(/[?&]view=traces/);
  const table = page.getByRole("region", { name: "Traces" }).getByRole("table");
  expect(await table.getByRole("row", { name: /gateway POST \/checkout request/ }).count()).toBe(1);
  expect(await table.getByRole("row", { name: /notifications process order-confirmations message taken checkout publish/ }).count()).toBe(
    1,
  );
});

test("an action that failed says where it began; one click leads to that span, reload and back keep it", async () => {
  const { page } = await open(at(declined));
  await page
    .getByText(/^Failed in payment: bank.authorize: Cannot charge the card: insufficient funds; checkout waited .*; gateway answered 402/)
    .waitFor();
  await page.getByRole("button", { name: /^Where it began to fail/ }).click();
  const selected = page.getByRole("complementary", { name: "Selected span" });
  await selected.getByRole("heading", { name: "bank.authorize" }).waitFor();
  await page.reload();
  await selected.getByRole("heading", { name: "bank.authorize" }).waitFor();
  await page.goBack();
  await selected.waitFor({ state: "detached" });
  await page.goForward();
  await selected.getByRole("link", { name: "Open in its trace" }).click();
  await page.waitForURL(/\/traces\//);
  expect(new URL(page.url()).search).toMatch(/^\?span=[0-9a-f]{16}$/);
});

test("the timeline is reached into by pointer and by keys, and what was zoomed to stays", async () => {
  const id = `keys-${Date.now()}`;
  const traceId = newTraceId();
  const first = newSpanId();
  await send(id, [
    { service: "front", traceId, spanId: first, name: "GET /page", ...between(-1_000, 0) },
    { service: "back", traceId, spanId: newSpanId(), parentSpanId: first, name: "read", ...between(-900, -500) },
    { service: "back", traceId, spanId: newSpanId(), parentSpanId: first, name: "write", ...between(-400, -100) },
  ]);
  const { page } = await open(at(id));
  const chart = page.getByRole("listbox", { name: /on the timeline/ });
  const place = async () => (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  let box = await place();
  const heading = page.getByRole("complementary", { name: "Selected span" }).getByRole("heading", { level: 2 });

  // The first lane is that of the first span: its bar fills it.
  await page.mouse.move(box.x + box.width - 100, box.y + 22);
  await page.getByText("1.00 s, at the start; 300 ms by itself").waitFor();
  await page.mouse.click(box.x + box.width - 100, box.y + 22);
  await heading.getByText("GET /page").waitFor();
  await chart.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await heading.getByText("write").waitFor();
  expect(await chart.getByRole("option", { selected: true }).innerText()).toMatch(/^back: write, 300 ms, at 600 ms after the start/);

  // What is told of the span stands beside it.
  box = await place();
  await page.mouse.move(box.x + box.width - 400, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 100, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/[?&]window=\d+-\d+/);
  const zoomed = page.url();
  await page.reload();
  await heading.getByText("write").waitFor();
  expect(page.url()).toBe(zoomed);
  await page.getByRole("button", { name: "All", exact: true }).click();
  await page.waitForURL((url) => !url.searchParams.has("window"));
  await page.getByRole("button", { name: "By trace" }).click();
  await page.waitForURL(/[?&]lanes=traces/);
  await page.reload();
  expect(await page.getByRole("button", { name: "By trace" }).getAttribute("aria-pressed")).toBe("true");
});

test("calls and jobs that were tried again are told as tries, by name and number", async () => {
  const id = `tries-${Date.now()}`;
  const [traceId, entry, put] = [newTraceId(), newSpanId(), newSpanId()];
  const call = { service: "orders", traceId, parentSpanId: entry, name: "reserve", kind: 3 };
  const job = (attempt: number) => ({
    service: "mailer",
    traceId: newTraceId(),
    name: "process mail",
    kind: 5,
    links: [{ traceId, spanId: put }],
    ...between(attempt * 2_000 - 9_500, attempt * 2_000 - 9_400),
    ...error("smtp refused"),
  });
  await send(id, [
    { service: "orders", traceId, spanId: entry, name: "POST /orders", ...between(-10_000, -9_000) },
    { ...call, ...between(-9_990, -9_900), ...error("timeout") },
    { ...call, ...between(-9_800, -9_700), ...error("timeout") },
    { ...call, ...between(-9_600, -9_500) },
    { service: "orders", traceId, spanId: put, parentSpanId: entry, name: "publish mail", kind: 4, ...between(-9_400, -9_390) },
    job(1),
    job(2),
    job(3),
  ]);
  const { page } = await open(`${at(id)}?view=traces`);
  await page.getByText("Failed in mailer: process mail: smtp refused; tried 3 times").waitFor();
  const told = await page.getByRole("region", { name: "Handed on, tried again, waited" }).getByRole("listitem").allInnerTexts();
  expect(told.some((line) => /reserve\s+↻\s+orders reserve\s+↻\s+orders reserve tried 3 times/.test(line))).toBe(true);
  expect(told.some((line) => /mailer process mail\s+↻.* tried 3 times/s.test(line))).toBe(true);
  expect(await page.getByRole("row", { name: /mailer process mail message taken, try 3 of 3/ }).count()).toBe(1);
});

test("an action that still runs grows without a reload, until it has ended", async () => {
  const id = `hung-${Date.now()}`;
  const answered = fetch(`${shop.gatewayUrl}/products/limited-vinyl/stock`, { headers: { "x-correlation-id": id } });
  await stored(id, ({ spans }) => spans.some(({ open: state }) => state !== false));
  const { page } = await open(at(id));
  await page.getByText(/^Still running: GET \/stock\/\{sku\} in inventory has not ended/).waitFor();
  await page.getByRole("button", { name: /open spans?/ }).waitFor();
  expect((await answered).status).toBe(504);
  await page.getByText(/^Failed in gateway: GET: .*; it waited .* for inventory; gateway answered 504/).waitFor({ timeout: 20_000 });
  expect(await page.getByRole("button", { name: /open spans?/ }).count()).toBe(0);
});

test("its flame graph is there, and stays in the URL", async () => {
  const { page } = await open(at(whole));
  await page.getByRole("navigation", { name: "Ways to see the action" }).getByRole("link", { name: "Flame graph" }).click();
  await page.waitForURL(/[?&]view=flamegraph/);
  await page.reload();
  const samples = page.getByRole("region", { name: "Flame graph" }).getByText(/^\d+ samples?$/);
  await samples.waitFor();
  expect(await page.getByRole("link", { name: "Open, compare, download" }).getAttribute("href")).toContain(`correlationId=${whole}`);
});

test("a service leads to what it said in the action, errors and events of spans among it", async () => {
  const { page } = await open(at(declined));
  await page.getByRole("region", { name: "Services" }).getByRole("link", { name: "2 log lines (1 error) of payment" }).click();
  const lines = page.getByRole("list", { name: "Log lines and events of the action" }).getByRole("listitem");
  await lines.first().waitFor();
  expect(await lines.count()).toBe(3);
  expect(await lines.nth(0).innerText()).toContain("payment_requested");
  expect((await lines.allInnerTexts()).join("\n")).toContain("exception in bank.authorize: CardDeclined: Cannot charge the card");
  expect(await page.getByLabel("Of", { exact: true }).inputValue()).toBe("payment");
  await page.getByLabel("Of", { exact: true }).selectOption("");
  await page.getByRole("button", { name: /exception in bank.authorize/ }).click();
  await page.waitForURL(/[?&]log=event/);
  await page.reload();
  await page.getByRole("group", { name: "The record" }).waitFor();
});

test("an ID of which nothing is stored says so plainly, and what to do", async () => {
  const watched = await open(at("never-heard-of"));
  const { page } = watched;
  await page.getByRole("heading", { name: "Nothing is stored of this action" }).waitFor();
  await page.getByText(/none of it was received, or it is older than the retention of 7d/).waitFor();
  await page.getByRole("button", { name: "Look again" }).waitFor();
  expect(await watched.violations()).toEqual([]);
  // The browser itself tells of the answer; nothing else is wrong.
  expect(watched.troubles.splice(0).filter((trouble) => !trouble.includes("404"))).toEqual([]);
});

test("names from outside are text", async () => {
  const id = `hostile-${Date.now()}`;
  const evil = `<img src=x onerror="document.title='owned'">\u202Ek`;
  await send(id, [{ service: evil, name: evil, ...error(evil), attributes: [text(evil, evil)], ...between(-10, 0) }]);
  const { page } = await open(at(id));
  await page.getByText("Failed in <img src=x onerror").waitFor();
  await page.getByRole("treegrid").getByRole("row").first().click();
  await page.getByRole("complementary", { name: "Selected span" }).waitFor();
  expect(await page.locator("main img").count()).toBe(0);
  expect(await page.title()).not.toBe("owned");
  expect(await page.getByRole("main").innerText()).not.toContain("\u202E");
});

test("it is accessible, dark and light, and fits a phone", async () => {
  for (const theme of ["dark", "light"] as const)
    for (const width of [1280, 380]) {
      const watched = await open(at(whole), { theme, width });
      await watched.page.getByRole("heading", { name: "10 services" }).waitFor();
      await watched.page.getByRole("button", { name: /^Longest by itself/ }).click();
      await watched.page.getByRole("complementary", { name: "Selected span" }).waitFor();
      expect(await watched.violations()).toEqual([]);
      expect(await watched.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    }
});

test("the command for the terminal and the raw JSON are those of this action", async () => {
  const { page } = await open(at(whole));
  await page.getByRole("button", { name: "Copy command" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`npx throughline correlation --url ${throughline.api} ${whole}`);
  const raw = await page.getByRole("link", { name: "Raw JSON" }).getAttribute("href");
  expect(await (await fetch(`${throughline.api}${raw}`)).json()).toMatchObject({ correlationId: whole });
});
