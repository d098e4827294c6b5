import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { type Shop, startShop } from "@throughline/demo";
import { Browser, type ViewOptions, type WatchedPage } from "../kit/browser.ts";
import { NEEDLE, sendLargeTrace } from "../kit/large-trace.ts";
import { logs, newSpanId, newTraceId, nowNano, sendJson, span, text, traces } from "../kit/otlp.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** The view of one trace, as a person goes through it: the demo's checkout, and traces that have what is rare. */
let throughline: Throughline;
let shop: Shop;
let browser: Browser;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  browser = await Browser.start();
  throughline = await Throughline.start();
  shop = await startShop({ otlpEndpoint: throughline.otlpHttp, env: { SHOP_CONFIRM_AFTER_MS: "200" } });
});

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

afterAll(async () => {
  await shop?.stop();
  await Promise.all([browser?.stop(), throughline?.stop()]);
});

async function open(path: string, options?: ViewOptions): Promise<WatchedPage> {
  const watched = await browser.page(throughline.api, options);
  pages.push(watched);
  await watched.page.goto(path);
  await watched.page.getByRole("treegrid").waitFor();
  return watched;
}

const rows = ({ page }: WatchedPage) => page.getByRole("row");
const rowOf = ({ page }: WatchedPage, name: string) => page.getByRole("row", { name });
const search = ({ page }: WatchedPage) => new URL(page.url()).searchParams;

/** One checkout of the demo: its trace, when all of it is stored. */
async function checkout(): Promise<string> {
  const response = await fetch(`${shop.entryUrl}/checkout`, { method: "POST" });
  const id = response.headers.get("x-correlation-id") ?? "";
  const found = await until(
    async () => {
      const known = await throughline.client.correlation(id).catch(() => undefined);
      return known?.spans.some(({ name }) => name === "POST /checkout") && known.spans.length > 20 ? known : undefined;
    },
    () => `the checkout ${id}`,
  );
  const root = found.spans.find(({ name }) => name === "POST /checkout");
  return root?.traceId ?? "";
}

/** Sends spans of one trace and waits until they can be seen. */
async function send(service: string, spans: object[]): Promise<void> {
  await sendJson(throughline.otlpHttp, "traces", traces(service, spans));
  await throughline.settled();
}

const at = (offsetMs: number, base: number) => String(BigInt(base + offsetMs) * 1_000_000n);
const int = (key: string, value: bigint) => ({ key, value: { intValue: String(value) } });

test("a person walks through the demo's checkout by keyboard: details, critical path, an attribute to Find, and back", async () => {
  const watched = await open(`/traces/${await checkout()}`);
  const { page } = watched;
  await page.getByRole("heading", { name: "POST /checkout", level: 1 }).waitFor();
  await rows(watched).first().click();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary").waitFor({ state: "detached" });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-rowindex"))).toBe("3");
  const level = await page.evaluate(() => document.activeElement?.getAttribute("aria-level"));
  expect(level).toBe("3");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary", { name: "Details of the span" });
  await panel.getByText("Attributes", { exact: true }).waitFor();
  expect(search(watched).get("span")).toMatch(/^[\da-f]{16}$/);
  await panel.getByRole("heading", { name: "Flame graph" }).waitFor();

  await page.keyboard.press("c");
  await page.waitForURL(/path=shown/);
  expect(await page.getByLabel("Critical path").inputValue()).toBe("shown");
  await page.getByText("on the critical path").first().waitFor({ state: "attached" });

  const url = page.url();
  await panel.getByRole("link", { name: "Find spans with the same http.request.method" }).click();
  await page.waitForURL((to) => to.pathname === "/");
  expect(search(watched).get("q")).toMatch(/^\{ span\.http\.request\.method = "(?:GET|POST)" \}$/);
  await page.goBack();
  await panel.getByText("Attributes", { exact: true }).waitFor();
  expect(page.url()).toBe(url);
  await page.reload();
  await panel.getByText("Attributes", { exact: true }).waitFor();
  expect(await page.getByRole("row", { selected: true }).getAttribute("aria-rowindex")).toBe("3");
  expect(watched.troubles).toEqual([]);
});

test("folding, finding, filters and the window are in the URL, and survive reload and back", async () => {
  const watched = await open(`/traces/${await checkout()}`);
  const { page } = watched;
  const all = await rows(watched).count();
  expect(all).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Fold all", exact: true }).click();
  await page.waitForURL(/level=0/);
  expect(await rows(watched).count()).toBe(1);
  await page.getByRole("row").first().focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/opened=/);
  const opened = await rows(watched).count();
  expect(opened).toBeGreaterThan(1);
  expect(opened).toBeLessThan(all);
  await page.reload();
  await rows(watched)
    .nth(opened - 1)
    .waitFor();
  expect(await rows(watched).count()).toBe(opened);
  await page.getByRole("button", { name: "Unfold all" }).click();
  await rows(watched)
    .nth(all - 1)
    .waitFor();

  await page.getByLabel("Find in these spans").fill("carrier");
  await page.getByRole("status").filter({ hasText: "of 1" }).waitFor();
  await page.waitForURL(/find=carrier/);
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "1 of 1" }).waitFor();
  await page.getByRole("button", { name: "Only found" }).click();
  await page.waitForURL(/only=1/);
  await until(
    async () => ((await rows(watched).count()) < 8 ? true : undefined),
    () => "only what is found and its ancestors",
  );
  expect(await rows(watched).last().textContent()).toContain("carrier.book_label");
  await page.goBack();
  await rows(watched)
    .nth(all - 1)
    .waitFor();
  await page.getByRole("group", { name: "Services" }).getByRole("button", { name: "shipping" }).click();
  await page.waitForURL(/service=shipping/);
  await page.getByText("2 spans pass").waitFor();
  await page.getByRole("button", { name: "Only shipping" }).click();
  await rows(watched)
    .nth(all - 1)
    .waitFor();

  await page.keyboard.press("+");
  await page.waitForURL(/window=\d+-\d+/);
  await page.reload();
  await page.getByRole("button", { name: /shown · all$/ }).waitFor();
  await page.keyboard.press("0");
  await page.waitForURL((to) => !to.searchParams.has("window"));
  const map = page.getByRole("img", { name: /^The whole time/ });
  const box = await map.boundingBox();
  if (!box) throw new Error("the minimap is shown");
  await page.mouse.move(box.x + box.width * 0.25, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/window=\d+-\d+/);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  expect(watched.troubles).toEqual([]);
});

test("an open span grows while it is looked at, and is closed when its end arrives", async () => {
  const open_ = { traceId: newTraceId(), spanId: newSpanId() };
  const start = Date.now() - 6_000;
  const report = {
    ...open_,
    timeUnixNano: nowNano(),
    eventName: "throughline.span.open",
    attributes: [
      text("throughline.span.name", "wait for the bank"),
      text("throughline.span.kind", "internal"),
      int("throughline.span.start_time_unix_nano", BigInt(start) * 1_000_000n),
      int("throughline.span.age_nano", 6_000_000_000n),
      int("throughline.span.next_report_nano", 60_000_000_000n),
    ],
  };
  await sendJson(throughline.otlpHttp, "logs", logs("payment", [report]));
  await throughline.settled();
  const watched = await open(`/traces/${open_.traceId}`);
  const row = rowOf(watched, "wait for the bank");
  await row.getByText("Open: it has not ended yet").waitFor({ state: "attached" });
  const seconds = async () => Number.parseFloat((await row.getByRole("gridcell").nth(1).textContent()) ?? "");
  const first = await seconds();
  expect(first).toBeGreaterThanOrEqual(6);
  await until(
    async () => ((await seconds()) > first + 0.3 ? true : undefined),
    () => "the span to grow",
  );
  await send("payment", [
    span({ ...open_, name: "wait for the bank", startTimeUnixNano: at(0, start), endTimeUnixNano: at(9_000, start) }),
  ]);
  await row.getByText("9.00 s").waitFor({ state: "attached" });
  expect(await row.getByText("Open: it has not ended yet").count()).toBe(0);
  expect(watched.troubles).toEqual([]);
});

test("a block names its culprit and its victims, and one leads to the other", async () => {
  const start = Date.now() - 5_000;
  const traceId = newTraceId();
  const times = (from: number, to: number) => ({ startTimeUnixNano: at(from, start), endTimeUnixNano: at(to, start) });
  const root = span({ traceId, name: "GET /report", ...times(0, 3_000) });
  const culprit = span({ traceId, name: "render the report", parentSpanId: root["spanId"], ...times(100, 2_500) });
  const victim = span({ traceId, name: "GET /health", parentSpanId: root["spanId"], ...times(200, 2_400) });
  const block = {
    traceId,
    spanId: culprit["spanId"],
    timeUnixNano: at(2_300, start),
    eventName: "throughline.event_loop.blocked",
    attributes: [
      text("throughline.block.id", newSpanId()),
      int("throughline.block.start_time_unix_nano", BigInt(at(300, start))),
      int("throughline.block.duration_nano", 2_000_000_000n),
      { key: "throughline.block.stacks", value: { arrayValue: { values: [{ stringValue: "    at fibonacci (/app/report.js:3:9)" }] } } },
      text("code.function.name", "fibonacci"),
      text("code.file.path", "/app/report.js"),
      int("code.line.number", 3n),
    ],
  };
  await sendJson(throughline.otlpHttp, "logs", logs("reports", [block]));
  await send("reports", [root, culprit, victim]);
  const watched = await open(`/traces/${traceId}`);
  const { page } = watched;
  await rowOf(watched, "render the report").getByText("It held the event loop").waitFor({ state: "attached" });
  const waiting = rowOf(watched, "GET /health");
  await waiting.getByText("It waited 2.00 s: reports's event loop was held 2.00 s by fibonacci report.js:3").waitFor({ state: "attached" });

  const box = await waiting.boundingBox();
  const grid = await page.getByRole("treegrid").boundingBox();
  if (!box || !grid) throw new Error("the row is shown");
  const names = await waiting.getByRole("gridcell").first().boundingBox();
  const left = (names?.x ?? 0) + (names?.width ?? 0);
  await page.mouse.move(left + (box.x + box.width - left) / 2, box.y + box.height / 2);
  await page.getByText("in reports · render the report", { exact: true }).waitFor();

  await waiting.click();
  const panel = page.getByRole("complementary", { name: "Details of the span" });
  await panel.getByRole("heading", { name: "It waited for an event loop" }).waitFor();
  await panel.getByText("fibonacci in /app/report.js:3").waitFor();
  await panel.getByRole("button", { name: "reports · render the report" }).click();
  await panel.getByRole("heading", { name: "render the report" }).waitFor();
  await panel.getByText("at fibonacci (/app/report.js:3:9)").waitFor();
  await panel.getByRole("button", { name: "reports · GET /health" }).waitFor();
  expect(watched.troubles).toEqual([]);
});

test("a call that was held up by a block of the process that it called says so", async () => {
  const start = Date.now() - 5_000;
  const traceId = newTraceId();
  const times = (from: number, to: number) => ({ startTimeUnixNano: at(from, start), endTimeUnixNano: at(to, start) });
  const call = span({ traceId, name: "GET", ...times(0, 800), kind: 3 });
  const taken = span({ traceId, name: "GET /products", parentSpanId: call["spanId"], ...times(785, 795), kind: 2 });
  const block = {
    timeUnixNano: at(784, start),
    eventName: "throughline.event_loop.blocked",
    attributes: [
      text("throughline.block.id", newSpanId()),
      int("throughline.block.start_time_unix_nano", BigInt(at(-10, start))),
      int("throughline.block.duration_nano", 794_000_000n),
      text("code.function.name", "similarity"),
      text("code.file.path", "/app/catalog.ts"),
      int("code.line.number", 47n),
    ],
  };
  await sendJson(throughline.otlpHttp, "logs", logs("catalog", [block]));
  await send("cart", [call]);
  await send("catalog", [taken]);
  const watched = await open(`/traces/${traceId}?span=${String(call["spanId"])}`);
  const said = "catalog's event loop was held 794 ms by similarity catalog.ts:47";
  await rowOf(watched, "GET").first().getByText(`It waited 784 ms: ${said}`).waitFor({ state: "attached" });
  const panel = watched.page.getByRole("complementary", { name: "Details of the span" });
  await panel.getByText(`784 ms: ${said} before it could take the call up or answer it`).waitFor();
  expect(watched.troubles).toEqual([]);
});

test("missing parents and clocks that differ are marked, and times stay as they came", async () => {
  const start = Date.now() - 5_000;
  const traceId = newTraceId();
  const times = (from: number, to: number) => ({ startTimeUnixNano: at(from, start), endTimeUnixNano: at(to, start) });
  const root = span({ traceId, name: "GET /", ...times(100, 200) });
  const early = span({ traceId, name: "early", parentSpanId: root["spanId"], ...times(0, 50) });
  const orphan = span({ traceId, name: "orphan", parentSpanId: newSpanId(), ...times(120, 130) });
  await send("clocks", [root, early, orphan]);
  const watched = await open(`/traces/${traceId}`);
  const { page } = watched;
  await rowOf(watched, "orphan").getByText("Its parent is not stored").waitFor({ state: "attached" });
  const skewed = rowOf(watched, "early");
  await skewed.getByText("the clocks of the two seem to differ").waitFor({ state: "attached" });
  expect(await skewed.getByRole("gridcell").nth(1).textContent()).toContain("50.0 ms, 0 ns after the start");
  await page.getByText("1 span names a parent that is not stored").waitFor();
  expect(watched.troubles).toEqual([]);
});

test("a trace of which only log lines are stored says so and leads to them", async () => {
  const traceId = newTraceId();
  await sendJson(
    throughline.otlpHttp,
    "logs",
    logs("alone", [{ traceId, timeUnixNano: nowNano(), body: { stringValue: "no span of mine" } }]),
  );
  await throughline.settled();
  const watched = await open(`/traces/${traceId}`);
  const { page } = watched;
  await page.getByText("No span is stored.").waitFor();
  await page.getByRole("link", { name: "1 log line" }).click();
  await page.getByText("no span of mine").first().waitFor();
  expect(watched.troubles).toEqual([]);
});

test("what a sender wrote is text: markup does nothing, controls are seen, huge values are cut", async () => {
  const traceId = newTraceId();
  const hostile = '<img src=x onerror="document.title=1">\u202Egnp.exe';
  const parent = span({
    traceId,
    name: hostile,
    status: { code: 2, message: hostile },
    attributes: [
      text(hostile, hostile),
      text("huge", "x".repeat(50_000)),
      text("code.function.name", "pay"),
      text("code.file.path", "/app/pay.js"),
    ],
    events: [
      {
        timeUnixNano: nowNano(),
        name: "exception",
        attributes: [text("exception.message", hostile), text("exception.stacktrace", "Error: no\n    at pay (/app/pay.js:7:1)")],
      },
    ],
  });
  await sendJson(
    throughline.otlpHttp,
    "logs",
    logs("hostile", [{ traceId, spanId: parent["spanId"], timeUnixNano: nowNano(), severityNumber: 17, body: { stringValue: hostile } }]),
  );
  await send("hostile", [parent]);
  const watched = await open(`/traces/${traceId}?span=${String(parent["spanId"])}`);
  const { page } = watched;
  const panel = page.getByRole("complementary", { name: "Details of the span" });
  await panel.getByText("at pay (/app/pay.js:7:1)").waitFor();
  await panel.getByText("pay in /app/pay.js").waitFor();
  expect(await panel.getByText("⟨U+202E⟩gnp.exe").count()).toBeGreaterThan(3);
  expect(await page.locator("img[src=x]").count()).toBe(0);
  await panel.getByRole("button", { name: "Show all 50,000 characters" }).click();
  await panel.getByText("x".repeat(50_000)).waitFor();
  expect(watched.troubles).toEqual([]);
});

test("50 000 spans are shown whole: they scroll, zoom and are found", async () => {
  const count = 50_000;
  const traceId = await sendLargeTrace(throughline.otlpHttp, count);
  await throughline.settled();
  const watched = await open(`/traces/${traceId}`);
  const { page } = watched;
  await page.getByText("50,000 spans", { exact: true }).waitFor();
  const folded = (await throughline.client.trace(traceId)).spans.find(({ name }) => name === "GET /payment/{sku}");
  const linked = await open(`/traces/${traceId}?span=${folded?.spanId}`);
  await linked.page.getByRole("row", { selected: true }).getByText("GET /payment/{sku}", { exact: true }).waitFor();
  const grid = page.getByRole("treegrid");
  const rowCount = async () => Number(await grid.getAttribute("aria-rowcount"));
  // At first its top: the root and its batches.
  expect(await rowCount()).toBe(51);
  await page.getByRole("button", { name: "Unfold all" }).click();
  await page.waitForURL(/level=all/);
  expect(await rowCount()).toBe(count);
  expect(await rows(watched).count()).toBeLessThan(200);
  await rows(watched).first().focus();
  await page.keyboard.press("End");
  await page.locator(`[role=row][aria-rowindex="${count}"]:focus`).waitFor();
  for (let notch = 0; notch < 5; notch++) {
    const box = await grid.boundingBox();
    if (!box) throw new Error("the rows are shown");
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -200);
    await page.keyboard.up("Control");
  }
  await page.waitForURL(/window=\d+-\d+/);
  await page.getByLabel("Find in these spans").fill(NEEDLE);
  await page.getByRole("status").filter({ hasText: "of 1" }).waitFor();
  await page.keyboard.press("Enter");
  await rowOf(watched, NEEDLE).waitFor();
  await page.getByRole("button", { name: "Only found" }).click();
  await until(
    async () => ((await rowCount()) === 3 ? true : undefined),
    () => "only what is found, its batch and the root",
  );
  expect(watched.troubles).toEqual([]);
});

test("a span that will not be heard of again is marked as lost", async () => {
  const traceId = newTraceId();
  const lost = {
    traceId,
    spanId: newSpanId(),
    timeUnixNano: nowNano(),
    eventName: "throughline.span.open",
    attributes: [
      text("throughline.span.name", "charge the card"),
      int("throughline.span.age_nano", 7_000_000_000n),
      text("throughline.span.last_words", "SIGTERM"),
    ],
  };
  await sendJson(throughline.otlpHttp, "logs", logs("payment", [lost]));
  await throughline.settled();
  const watched = await open(`/traces/${traceId}`);
  const row = rowOf(watched, "charge the card");
  await row.getByText("Lost: it had not ended when it was last heard of, 7.00 s after its start (SIGTERM)").waitFor({ state: "attached" });
  expect(await row.getByRole("gridcell").nth(1).textContent()).toContain("7.00 s");
  expect(watched.troubles).toEqual([]);
});

test("a span that runs is as long in the heading and in its details as its bar is", async () => {
  const traceId = newTraceId();
  const running = {
    traceId,
    spanId: newSpanId(),
    timeUnixNano: String(BigInt(nowNano()) - 90_000_000_000n),
    eventName: "throughline.span.open",
    attributes: [
      text("throughline.span.name", "wait for the bank"),
      int("throughline.span.age_nano", 7_000_000_000n),
      int("throughline.span.next_report_nano", 300_000_000_000n),
    ],
  };
  await sendJson(throughline.otlpHttp, "logs", logs("payment", [running]));
  await throughline.settled();
  const watched = await open(`/traces/${traceId}`);
  await watched.page.getByText(/^1\.\d+ min so far$/).waitFor();
  await rowOf(watched, "wait for the bank").click();
  await watched.page.getByText(/^1\.\d+ min so far, 7\.00 s at the last report/).waitFor();
  expect(watched.troubles).toEqual([]);
});

test("all of it is accessible, dark and light, wide and narrow, with and without details", async () => {
  const traceId = await checkout();
  const { spans } = await throughline.client.trace(traceId);
  const list = `/traces/${traceId}?path=shown&find=POST`;
  const details = `/traces/${traceId}?span=${spans[2]?.spanId}`;
  for (const [path, theme, width] of [
    [list, "light", 1280],
    [list, "dark", 380],
    [details, "dark", 1280],
    [details, "light", 380],
  ] as const) {
    const watched = await open(path, { theme, width });
    const { page } = watched;
    await page.waitForLoadState("networkidle");
    await page.getByText("Time by service and operation").click();
    await page.getByRole("columnheader", { name: "Own time" }).waitFor();
    expect(await watched.violations()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(watched.troubles).toEqual([]);
  }
});
