import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { Browser, type ViewOptions, type WatchedPage } from "../kit/browser.ts";
import { logs, newSpanId, newTraceId, nowNano, sendJson, span, text, traces } from "../kit/otlp.ts";
import { Throughline } from "../kit/throughline.ts";

/** Errors as a tired engineer meets them: a great many that are harmless, a few that are new, and what followed from them. */
let throughline: Throughline;
let browser: Browser;
const pages: WatchedPage[] = [];

const MINUTE_MS = 60_000;
const FUNDS = "Cannot charge the card: insufficient funds";
const EXPIRED = "Cannot charge the card: expired";
const expiredTraces = [newTraceId(), newTraceId(), newTraceId()];

function declined(minutesAgo: number, message: string, line: number, traceId = newTraceId()): object {
  return {
    timeUnixNano: nowNano(-minutesAgo * MINUTE_MS),
    severityNumber: 17,
    body: { stringValue: "payment_declined" },
    traceId,
    spanId: newSpanId(),
    attributes: [
      text("exception.type", "CardDeclined"),
      text("exception.message", message),
      text("exception.stacktrace", `CardDeclined: ${message}\n    at charge${line} (/app/src/payment.ts:${line}:11)`),
    ],
  };
}

beforeAll(async () => {
  [browser, throughline] = await Promise.all([Browser.start(), Throughline.start()]);
  const records = [
    ...[90, ...Array.from({ length: 41 }, (_, at) => at + 3)].map((minutes) => declined(minutes, FUNDS, 23)),
    ...expiredTraces.map((traceId, at) => declined(20 - at, EXPIRED, 37, traceId)),
  ];
  const spans = expiredTraces.map((traceId, at) => {
    const end = nowNano((at - 20) * MINUTE_MS);
    const status = { code: 2, message: `payment gave no answer in ${at + 500} ms` };
    return { ...span({ traceId }), name: "POST /pay", startTimeUnixNano: end, endTimeUnixNano: end, status };
  });
  const before = nowNano(-95 * MINUTE_MS);
  const early = { ...span(), startTimeUnixNano: before, endTimeUnixNano: before };
  for (const [signal, request] of [
    ["logs", logs("payment", records)],
    ["traces", traces("payment", [early])],
    ["traces", traces("checkout", spans)],
    ["logs", logs("calm", [{ timeUnixNano: nowNano(), severityNumber: 9, body: { stringValue: "all is well" } }])],
  ] as const)
    expect(await sendJson(throughline.otlpHttp, signal, request)).toMatchObject({ status: 200 });
  await throughline.settled();
}, 120_000);

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

afterAll(async () => {
  await browser?.stop();
  await throughline?.stop();
});

async function open(path: string, options?: ViewOptions): Promise<WatchedPage> {
  const watched = await browser.page(throughline.api, options);
  pages.push(watched);
  await watched.page.goto(path);
  return watched;
}

const search = ({ page }: WatchedPage) => Object.fromEntries(new URL(page.url()).searchParams);
const rows = ({ page }: WatchedPage) => page.getByRole("table", { name: "Errors by kind" }).locator("tbody tr");
const said = async (watched: WatchedPage) => (await rows(watched).locator("th > a").allInnerTexts()).map((line) => line.trim());

const KINDS = [`CardDeclined: ${EXPIRED}`, "payment gave no answer in <n> ms", `CardDeclined: ${FUNDS}`];

test("what is new stands out among the many: with its time, its count, its place; and leads to its lines and its traces", async () => {
  const watched = await open("/");
  const { page } = watched;
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Errors" }).click();
  await page.getByText("3 kinds of errors").waitFor();
  // Both that are new began at the same minute.
  expect((await said(watched)).toSorted()).toEqual(KINDS.toSorted());
  expect((await said(watched)).at(-1)).toBe(KINDS[2]);
  const expired = rows(watched).filter({ hasText: "expired" });
  expect((await expired.innerText()).replaceAll(/\s+/g, " ")).toMatch(
    /^3 [\d: .-]+20 min ago new .*18 min ago payment CardDeclined.*charge37 \/app\/src\/payment\.ts:37/,
  );
  expect(await rows(watched).filter({ hasText: "insufficient" }).innerText()).not.toContain("new");
  expect(await rows(watched).filter({ hasText: "insufficient" }).getByRole("cell").first().innerText()).toBe("41");
  expect(await watched.violations()).toEqual([]);

  await expired.getByRole("link", { name: "first trace" }).click();
  await page.waitForURL(`**/traces/${expiredTraces[0]}?*`);
  await page.goBack();
  await rows(watched)
    .filter({ hasText: "expired" })
    .getByRole("link", { name: KINDS[0] as string })
    .click();
  await page.waitForURL("**/logs?*");
  expect(search(watched).q).toBe(`service="payment" exception.type="CardDeclined" exception.message="${EXPIRED}"`);
  await page.getByText("payment_declined").nth(2).waitFor();
  expect(await page.getByText("payment_declined").count()).toBe(3);
  await page.goBack();
  await rows(watched)
    .filter({ hasText: "gave no answer" })
    .getByRole("link", { name: KINDS[1] as string })
    .click();
  await page.waitForFunction(() => location.pathname === "/" && location.search.includes("statusMessage"));
  await page.getByRole("table", { name: "Traces that were found" }).locator("tbody tr").nth(2).waitFor();
  expect(watched.troubles).toEqual([]);
});

test("the list is ordered by a column and narrowed by what is typed, by keyboard, and the URL brings both back", async () => {
  const watched = await open("/errors");
  const { page } = watched;
  await rows(watched).first().waitFor();
  const head = page.getByRole("columnheader", { name: "Count" });
  await head.getByRole("button").press("Enter");
  await page.waitForFunction(() => location.search.includes("sort=-count"));
  expect(await head.getAttribute("aria-sort")).toBe("descending");
  expect((await said(watched))[0]).toBe(KINDS[2]);
  await rows(watched).first().locator("th > a").focus();
  await page.keyboard.press("ArrowDown");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe((await said(watched))[1]);
  await page.keyboard.press("End");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe((await said(watched))[2]);

  await page.getByRole("searchbox", { name: "Errors that have" }).fill("PAYMENT.ts");
  await rows(watched).filter({ hasText: "gave no answer" }).waitFor({ state: "detached" });
  await page.waitForFunction(() => location.search.includes("has=PAYMENT.ts"));
  await page.reload();
  await page.getByText("2 kinds of errors").waitFor();
  expect(await said(watched)).toEqual([KINDS[2], KINDS[0]]);
  await page.getByRole("searchbox", { name: "Errors that have" }).fill("nobody says this");
  await page.getByText("No error in this range has “nobody says this” in it.").waitFor();
  expect(watched.troubles).toEqual([]);
});

test("a service's page has its own, in the order that the URL says; one without any says so", async () => {
  const watched = await open("/services/payment");
  const { page } = watched;
  await rows(watched).nth(1).waitFor();
  expect(await said(watched)).toEqual([KINDS[0], KINDS[2]]);
  await page.getByRole("region", { name: "Errors" }).getByRole("columnheader", { name: "Count" }).getByRole("button").click();
  await page.waitForFunction(() => location.search.includes("errors=-count"));
  await page.reload();
  await rows(watched).nth(1).waitFor();
  expect(await said(watched)).toEqual([KINDS[2], KINDS[0]]);
  await page.getByRole("navigation", { name: "Of payment" }).getByRole("link", { name: "Errors" }).click();
  await page.waitForURL("**/errors?*service=payment*");
  await page.getByText("2 kinds of errors").waitFor();
  await page.getByRole("link", { name: "of all services" }).click();
  await page.getByText("3 kinds of errors").waitFor();
  await page.goto("/services/calm");
  await page.getByRole("region", { name: "Errors" }).getByText("None in this range.").waitFor();
  await page.goto("/errors?service=calm");
  await page.getByText("No errors in this range: no log record").waitFor();
  expect(watched.troubles).toEqual([]);
});

test.each(["light", "dark"] as const)("it is accessible and fits a small screen, %s", async (theme) => {
  const watched = await open("/errors", { theme, width: 380 });
  await rows(watched).nth(2).waitFor();
  expect(await watched.violations()).toEqual([]);
  expect(await watched.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  // What matters is there without scrolling in the table either.
  const room = watched.page.getByRole("table", { name: "Errors by kind" }).locator("..");
  expect(await room.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  expect(watched.troubles).toEqual([]);
});
