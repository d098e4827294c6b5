import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { SERVICE_NAMES, type Shop, startShop } from "@throughline/demo";
import { Browser, type ViewOptions, type WatchedPage } from "../kit/browser.ts";
import { logs, newSpanId, newTraceId, nowNano, sendJson, span, text, traces } from "../kit/otlp.ts";
import { killSdkProcesses, startSdkProcess } from "../kit/sdk-process.ts";
import { Throughline } from "../kit/throughline.ts";
import { until } from "../kit/until.ts";

/** Services as a person meets them: the shop under load, one process that was blocked, one request that hangs, one service that only logs. */
const BLOCKED = "blocked shop";
const LOGS_ONLY = "logs-only";
const HUNG = "hung shop";

let throughline: Throughline;
let shop: Shop;
let browser: Browser;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  [browser, throughline] = await Promise.all([Browser.start(), Throughline.start()]);
  shop = await startShop({ otlpEndpoint: throughline.otlpHttp, nginx: false, env: { SHOP_CONFIRM_AFTER_MS: "200" } });
  await Promise.all([load(), block(), sendOthers()]);
  let known = {};
  await until(
    async () => {
      const [{ edges }, { instances }, { series }] = await Promise.all([
        throughline.client.serviceMap(),
        throughline.client.instances({ service: BLOCKED }),
        throughline.client.red({ kind: "server,consumer" }),
      ]);
      const culprits = instances.flatMap(({ blocks }) => blocks.culprits.map(({ function: name }) => name));
      const samples = instances.reduce((sum, { samples: { count } }) => sum + count, 0);
      const services = series.map(({ service }) => service);
      known = { edges: edges.map(({ from, to }) => `${from} → ${to}`), culprits, samples, services };
      return edges.length >= 11 && culprits.includes("spin") && samples > 0 && SERVICE_NAMES.every((name) => services.includes(name))
        ? true
        : undefined;
    },
    () => `the shop's calls and the block; known are ${JSON.stringify(known)}`,
    40_000,
  );
}, 120_000);

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

afterAll(async () => {
  await killSdkProcesses();
  await browser?.stop();
  await shop?.stop();
  await throughline?.stop();
});

/** Checkouts, some of which fail in pricing, and what else customers do. */
async function load(): Promise<void> {
  const checkout = (body: object) =>
    fetch(`${shop.entryUrl}/checkout`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  for (let round = 0; round < 4; round++)
    await Promise.all([
      checkout({ cartId: "cart-1" }),
      checkout({ cartId: "cart-2" }),
      checkout({ cartId: "cart-1", coupon: "SPRING-SALE" }),
      fetch(`${shop.entryUrl}/products/desk-lamp`),
      fetch(`${shop.entryUrl}/recommendations?customer=ada`),
    ]).then((responses) => Promise.all(responses.map((response) => response.arrayBuffer())));
}

/** A process whose event loop one request holds for seconds. */
async function block(): Promise<void> {
  const app = startSdkProcess("sdk-blocked.mjs", {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: throughline.otlpHttp,
      OTEL_SERVICE_NAME: BLOCKED,
      NODE_ENV: "development",
      THROUGHLINE_BLOCK_THRESHOLD_MS: "",
      THROUGHLINE_PROFILING: "",
      THROUGHLINE_PROFILING_INTERVAL_MS: "1000",
      OTEL_BLRP_SCHEDULE_DELAY: "100",
      OTEL_BSP_SCHEDULE_DELAY: "100",
    },
  });
  const [url] = await app.ready();
  // The event loop is watched once it has reported.
  await until(
    async () =>
      (await throughline.client.instances({ service: BLOCKED })).instances.some(({ points }) => points.length > 0) ? true : undefined,
    () => "runtime numbers",
  );
  await (await fetch(`${url}/spin?ms=2500`)).text();
}

async function sendOthers(): Promise<void> {
  await sendJson(throughline.otlpHttp, "logs", logs(LOGS_ONLY, [{ timeUnixNano: nowNano(), body: { stringValue: "only this" } }]));
  const attributes = [
    text("throughline.span.name", "pay"),
    text("code.stacktrace", "    at charge (/app/src/pay.ts:7:3)"),
    { key: "throughline.span.age_nano", value: { intValue: "20000000000" } },
    { key: "throughline.span.next_report_nano", value: { intValue: "300000000000" } },
  ];
  const report = { timeUnixNano: nowNano(), traceId: newTraceId(), spanId: newSpanId(), eventName: "throughline.span.open", attributes };
  await sendJson(throughline.otlpHttp, "logs", logs(HUNG, [report]));
}

async function open(path: string, options?: ViewOptions): Promise<WatchedPage> {
  const watched = await browser.page(throughline.api, options);
  pages.push(watched);
  await watched.page.goto(path);
  return watched;
}

const search = ({ page }: WatchedPage) => Object.fromEntries(new URL(page.url()).searchParams);
const table = ({ page }: WatchedPage, name: string) => page.getByRole("table", { name });
/** The first line of the first cell of each row. */
const names = async (watched: WatchedPage, of: string) =>
  (await table(watched, of).locator("tbody th").allInnerTexts()).map((cell) => cell.split("\n")[0]);

describe("the list", () => {
  test("has every service, also one that only logs and one that only hangs, and what held them up", async () => {
    const watched = await open("/services");
    const { page } = watched;
    await page.getByRole("row", { name: LOGS_ONLY }).getByText("No spans in this range").waitFor();
    expect((await names(watched, "Services")).toSorted()).toEqual([...SERVICE_NAMES, BLOCKED, HUNG, LOGS_ONLY].toSorted());
    await page
      .getByRole("row", { name: BLOCKED })
      .getByRole("cell")
      .getByRole("link", { name: /^\d+ × up to / })
      .click();
    const culprits = table(watched, "What blocked event loops, the longest in all first");
    await culprits.getByRole("row", { name: /blocked shop spin .*sdk-blocked\.mjs:\d+/ }).waitFor();
    expect(await culprits.innerText()).toContain("← Server.<anonymous>");
    expect(await watched.violations()).toEqual([]);
    await page.goBack();
    await page.getByRole("row", { name: HUNG }).waitFor();
    expect((await names(watched, "Services"))[0]).toBe(HUNG);
    await page.getByText(/requests since the first, /).waitFor();
    const row = page.getByRole("row", { name: HUNG });
    await row.getByRole("link", { name: /^1 open, no pay of the last \d+ (s|min) has ended$/ }).waitFor();
    await row.getByRole("link", { name: "1 open", exact: true }).click();
    await page.waitForURL("**/services?*view=open*");
    expect(search(watched)).toMatchObject({ view: "open", name: HUNG });
    const group = table(watched, "Open spans, the oldest first").getByRole("row", { name: HUNG });
    expect(await group.innerText()).toMatch(/charge\s+\S*pay\.ts:7[^]*none of the range has ended/);
    expect(await watched.violations()).toEqual([]);
    await group.getByTitle("The trace of the oldest").click();
    await page.waitForURL("**/traces/*");
    expect(watched.troubles).toEqual([]);
  });

  test("is ordered by a column, narrowed by a name, and the URL brings both back", async () => {
    const watched = await open("/services");
    const { page } = watched;
    const head = page.getByRole("columnheader", { name: "Errors" });
    await head.getByRole("button").click();
    await page.waitForFunction(() => location.search.includes("sort=-errors"));
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    const down = await names(watched, "Services");
    expect(down.indexOf("pricing")).toBeLessThan(down.indexOf("catalog"));
    await head.getByRole("button").click();
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    const up = await names(watched, "Services");
    expect(up.indexOf("pricing")).toBeGreaterThan(up.indexOf("catalog"));
    expect(up.at(-1)).toBe(LOGS_ONLY); // what has no errors to speak of comes last either way

    await page.getByRole("searchbox", { name: "Services whose name has" }).fill("in");
    await page.waitForFunction(() => location.search.includes("name=in"));
    await page.getByRole("row", { name: "payment" }).waitFor({ state: "detached" });
    await page.getByRole("row", { name: "inventory" }).waitFor();
    await page.reload();
    await page.getByRole("row", { name: "inventory" }).waitFor();
    expect(await page.getByRole("searchbox", { name: "Services whose name has" }).inputValue()).toBe("in");
    expect(await names(watched, "Services")).not.toContain("payment");
    await page.getByRole("link", { name: "pricing" }).click();
    await page.getByRole("heading", { name: "Operations" }).waitFor();
    await page.goBack();
    await page.getByRole("row", { name: "inventory" }).waitFor();
    expect(search(watched)).toEqual({ sort: "errors", name: "in" });
    expect(watched.troubles).toEqual([]);
  });
});

describe("a service", () => {
  test("has its numbers over time, its operations, and from one of them leads to its charts and its traces", async () => {
    const watched = await open("/services/pricing");
    const { page } = watched;
    for (const chart of ["Rate", "Errors", "Duration"])
      await page
        .getByRole("img", { name: new RegExp(`^${chart}:`) })
        .locator("canvas")
        .waitFor();
    await page.getByText("Numbers of these charts").first().click();
    const step = table(watched, "Rate, errors and duration over time").locator("tbody tr").first();
    expect(await step.innerText()).toMatch(/\d/);

    const link = (name: string) => page.getByRole("navigation", { name: "Of pricing" }).getByRole("link", { name });
    expect(await link("Logs").getAttribute("href")).toBe("/logs?service=pricing");
    expect(await link("Flame graph").getAttribute("href")).toBe("/flamegraph?service=pricing");

    await table(watched, "Operations").getByRole("link", { name: "POST /quotes", exact: true }).click();
    await page.waitForURL("**/services/pricing?operation=*");
    await page.getByText("Operation POST /quotes server").waitFor();
    await page.reload();
    await page.getByText("Operation POST /quotes server").waitFor();
    await page.getByRole("link", { name: "its traces" }).click();
    await page.waitForURL("**/?q=*");
    expect(search(watched)["q"]).toBe('{ resource.service.name = "pricing" && name = "POST /quotes" && kind = server }');
    await page.goBack();
    await page.getByText("Operation POST /quotes server").waitFor();
    expect(watched.troubles).toEqual([]);
  });

  test("shows examples of what failed, each opened at the span that did", async () => {
    const watched = await open("/services/pricing");
    const { page } = watched;
    const failed = page.getByRole("list", { name: "Failed, the newest" }).getByRole("link", { name: "POST /quotes" }).first();
    await failed.click();
    await page.waitForURL("**/traces/*?span=*");
    const traceId = /traces\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? "";
    const found = (await throughline.client.trace(traceId)).spans.find(({ spanId }) => spanId === search(watched)["span"]);
    expect(found).toMatchObject({ service: "pricing", status: { code: "error" } });
    expect(watched.troubles).toEqual([]);
  });

  test("is narrowed to the part of the time that is chosen in a chart, and widened by back", async () => {
    const watched = await open("/services/catalog");
    const { page } = watched;
    const plot = page.getByRole("img", { name: /^Rate:/ }).locator(".u-over");
    const box = await until(
      async () => (await plot.boundingBox()) ?? undefined,
      () => "the chart",
    );
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.5, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, y, { steps: 5 });
    await page.mouse.move(box.x + box.width - 2, y, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL("**/services/catalog?start=*");
    const { start = "0", end = "0" } = search(watched);
    const minutes = Number((BigInt(end) - BigInt(start)) / 60_000_000_000n);
    // The chart begins with the first request, minutes ago: whole steps of it are chosen.
    expect(minutes).toBeGreaterThan(0);
    expect(minutes).toBeLessThan(10);
    expect(BigInt(start) % 60_000_000_000n).toBe(0n);
    await page.reload();
    await page.getByRole("img", { name: /^Rate:/ }).waitFor();
    expect(search(watched)).toEqual({ start, end });
    await page.goBack();
    await page.getByRole("button", { name: "last 1 h" }).waitFor();
    expect(search(watched)).toEqual({});
    expect(watched.troubles).toEqual([]);
  });

  test("names what blocked the event loop of one of its processes, with its line and its trace", async () => {
    const watched = await open(`/services/${encodeURIComponent(BLOCKED)}`);
    const { page } = watched;
    const culprit = page.getByRole("row", { name: /^spin .*sdk-blocked\.mjs:\d+/ });
    await culprit.waitFor();
    expect(await culprit.innerText()).toMatch(/tests\/fixtures\/sdk-blocked\.mjs:1[4-7]/);
    await page
      .getByRole("article")
      .getByRole("img", { name: /^Event-loop delay:/ })
      .locator("canvas")
      .waitFor();
    await page.getByText("Numbers of these charts").last().click();
    await table(watched, "Event loop over time").waitFor();
    const sampled = page.getByRole("link", { name: /stack samples?$/ });
    expect(await sampled.getAttribute("href")).toBe(`/flamegraph?${new URLSearchParams({ service: BLOCKED })}`);
    const [instance] = (await throughline.client.instances({ service: BLOCKED })).instances;
    const blockId = instance?.blocks.culprits.find(({ function: name }) => name === "spin")?.example.blockId;
    expect(await culprit.getByRole("link", { name: "samples" }).getAttribute("href")).toBe(`/flamegraph?blockId=${blockId}`);
    await culprit.getByRole("link", { name: /^trace at/ }).click();
    await page.waitForURL("**/traces/*?span=*");
    const { blocks } = await throughline.client.trace(/traces\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? "");
    expect(blocks).toMatchObject([{ function: "spin", spanId: search(watched)["span"] }]);
    expect(watched.troubles).toEqual([]);
  });

  test("that there is not is no failure", async () => {
    const watched = await open("/services/no%2Fsuch%20service");
    await watched.page.getByRole("heading", { name: "no/such service" }).waitFor();
    await watched.page.getByText("Nothing of the range is stored that a process of this service sent").waitFor();
    expect(watched.troubles).toEqual([]);
  });
});

describe("the map", () => {
  test("has an edge for each call, whose numbers and example traces are a click away", async () => {
    const watched = await open("/services");
    const { page } = watched;
    await page.getByRole("navigation", { name: "Services as" }).getByRole("link", { name: "Map" }).click();
    const map = page.getByRole("application");
    await map.waitFor();
    expect(await map.locator("[data-edge]").count()).toBe(await table(watched, "Calls between services").locator("tbody tr").count());

    const middle = await map
      .locator('[data-edge^="checkout→pricing"] path')
      .first()
      .evaluate((path: SVGPathElement) => {
        const { x, y } = path.getPointAtLength(path.getTotalLength() / 4).matrixTransform(path.getScreenCTM() ?? undefined);
        return { x, y };
      });
    await page.mouse.click(middle.x, middle.y);
    const panel = page.getByRole("region", { name: "Chosen call" });
    await panel.getByText("p95").waitFor();
    expect(await panel.getByRole("heading").innerText()).toMatch(/checkout\s*→\s*pricing/);
    expect(search(watched)["edge"]).toBe("checkout→pricing→call→http");
    await page.reload();
    const failed = panel.getByRole("link", { name: "Trace of the slowest that failed" });
    const href = (await failed.getAttribute("href")) ?? "";
    await failed.click();
    await page.waitForURL(`**${href}`);
    expect((await throughline.client.trace(href.split("/").at(-1) ?? "")).services).toContain("pricing");
    await page.goBack();
    await panel.getByText("p95").waitFor();
    expect(watched.troubles).toEqual([]);
  });

  test("is used by keyboard: a row of the table chooses its edge, keys move and zoom, a box leads to its service", async () => {
    const watched = await open("/services?view=map");
    const { page } = watched;
    const row = table(watched, "Calls between services").getByRole("row", { name: /cart.*catalog/ });
    await row.getByRole("button").press("Enter");
    await page.getByRole("region", { name: "Chosen call" }).getByText("p99").waitFor();
    expect(await row.getAttribute("aria-current")).toBe("true");

    const map = page.getByRole("application");
    const place = () => map.locator("g[transform*=scale]").first().getAttribute("transform");
    const before = await place();
    await map.press("ArrowRight");
    const moved = await place();
    expect(moved).not.toBe(before);
    await map.press("+");
    expect(await place()).not.toBe(moved);
    await map.press("0");
    expect(await place()).toBe(before);

    await map.getByRole("link", { name: /^payment/ }).press("Enter");
    await page.waitForURL("**/services/payment");
    await page.getByRole("heading", { name: "Operations" }).waitFor();
    expect(watched.troubles).toEqual([]);
  });

  test("is moved by dragging, which opens nothing, and shows the neighbours of one service only", async () => {
    const watched = await open("/services?view=map");
    const { page } = watched;
    const map = page.getByRole("application");
    const node = map.getByRole("link", { name: /^checkout/ });
    const box = await until(
      async () => (await node.boundingBox()) ?? undefined,
      () => "the node",
    );
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 80, box.y + 60, { steps: 4 });
    await page.mouse.up();
    expect((await node.boundingBox())?.x).toBeCloseTo(box.x + 60, 0);
    expect(new URL(page.url()).pathname).toBe("/services");

    await page.getByLabel("Around").selectOption("payment");
    await page.waitForURL("**focus=payment");
    await until(
      async () => ((await map.locator("[data-edge]").count()) === 1 ? true : undefined),
      () => "one edge alone",
    );
    expect(await map.getByRole("link").count()).toBe(2);
    expect(watched.troubles).toEqual([]);
  });

  test("holds a hundred services and two hundred calls", async () => {
    const start = Date.now() - 2 * 3_600_000;
    const times = { startTimeUnixNano: `${start}000000`, endTimeUnixNano: `${start + 5}000000` };
    const name = (index: number) => `mesh-${String(index).padStart(3, "0")}`;
    for (let index = 0; index < 100; index++) {
      const calls = [1, 2].flatMap((step) => {
        const [traceId, parent] = [newTraceId(), newSpanId()];
        const to = (index * 2 + step) % 100;
        return to === index
          ? []
          : [
              {
                to,
                client: span({ traceId, spanId: parent, kind: 3, ...times }),
                server: span({ traceId, parentSpanId: parent, ...times }),
              },
            ];
      });
      await sendJson(
        throughline.otlpHttp,
        "traces",
        traces(
          name(index),
          calls.map(({ client }) => client),
        ),
      );
      for (const { to, server } of calls) await sendJson(throughline.otlpHttp, "traces", traces(name(to), [server]));
    }
    const query = span({ kind: 3, ...times, attributes: [text("db.system.name", "postgresql"), text("db.namespace", "ledger")] });
    const message = span({
      kind: 4,
      ...times,
      attributes: [text("messaging.system", "kafka"), text("messaging.destination.name", "paid")],
    });
    await sendJson(throughline.otlpHttp, "traces", traces(name(0), [query, message]));
    await throughline.settled();
    const watched = await open(`/services?view=map&start=${start - 60_000}&end=${start + 60_000}`);
    const { page } = watched;
    const map = page.getByRole("application");
    await map.getByRole("link", { name: /^mesh-099/ }).waitFor();
    expect(await map.getByRole("link").count()).toBe(100);
    // What sends no spans leads to no page, and says what it is; messages are dashed.
    await map.getByText(/^postgresql · /).waitFor();
    const dashes = (to: string) =>
      map
        .locator(`[data-edge*="${to}"] path`)
        .nth(1)
        .evaluate((path) => getComputedStyle(path).strokeDasharray);
    expect([await dashes("kafka"), await dashes("postgresql")]).toEqual(["6px, 5px", "none"]);
    const edge = table(watched, "Calls between services").getByRole("row", { name: /mesh-003.*mesh-007/ });
    await edge.getByRole("button").click();
    await page.getByRole("region", { name: "Chosen call" }).getByText("p95").waitFor();
    expect(watched.troubles).toEqual([]);
  });
});

test.each([
  ["dark", 1280],
  ["light", 380],
] as const)("every view is accessible and fits, %s at a width of %p", async (theme, width) => {
  for (const [path, ready] of [
    ["/services", "table"],
    ["/services?view=map&edge=checkout→pricing→call→http", "application"],
    ["/services/pricing", "article"],
    [`/services/${encodeURIComponent(BLOCKED)}`, "article"],
  ] as const) {
    const watched = await open(path, { theme, width });
    const { page } = watched;
    await page.getByRole(ready).first().waitFor();
    await page.waitForLoadState("networkidle");
    for (const numbers of await page.getByText("Numbers of these charts").all()) await numbers.click();
    expect(await watched.violations()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(watched.troubles).toEqual([]);
  }
});
