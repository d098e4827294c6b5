import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { Browser, type ViewOptions, type WatchedPage } from "../kit/browser.ts";
import { Throughline } from "../kit/throughline.ts";

/** What every view of the page has in common, on a server that nothing was sent to, and on one that wants a token. */
const TOKEN = "a token with = and ;";

let throughline: Throughline;
let closed: Throughline;
let browser: Browser;
const pages: WatchedPage[] = [];

beforeAll(async () => {
  browser = await Browser.start();
  [throughline, closed] = await Promise.all([Throughline.start(), Throughline.start({ env: { THROUGHLINE_QUERY_TOKEN: TOKEN } })]);
});

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
});

afterAll(async () => {
  await Promise.all([browser?.stop(), throughline?.stop(), closed?.stop()]);
});

async function fresh(options?: ViewOptions, origin = throughline.api): Promise<WatchedPage> {
  const watched = await browser.page(origin, options);
  pages.push(watched);
  return watched;
}

async function open(path: string, options?: ViewOptions, origin = throughline.api): Promise<WatchedPage> {
  const watched = await fresh(options, origin);
  await watched.page.goto(path);
  return watched;
}

test.each(["/", "/logs", "/errors", "/services", "/flamegraph"])(
  "%s on an empty server is quiet and accessible, dark and light, wide and narrow",
  async (path) => {
    for (const theme of ["dark", "light"] as const)
      for (const width of [1280, 380]) {
        const watched = await open(path, { theme, width });
        const { page } = watched;
        await page.getByRole("main").waitFor();
        await page.waitForLoadState("networkidle");
        expect(await watched.violations()).toEqual([]);
        expect(watched.troubles).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
        expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme);
      }
  },
);

test("from view to view each shows its own answers and names the tab", async () => {
  const { page, troubles } = await open("/");
  for (const view of ["Services", "Flame graph", "Logs", "Services", "Find"]) {
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: view }).click();
    await page
      .getByRole("heading", { level: 1, name: view === "Find" ? /Find|Nothing has been received/ : view })
      .first()
      .waitFor();
    await page.waitForLoadState("networkidle");
    expect(await page.title()).toBe(view === "Find" ? "Throughline" : `${view} · Throughline`);
  }
  expect(troubles).toEqual([]);
});

test("the first text field of every view is the box that finds, and / leads to it", async () => {
  for (const path of ["/", "/logs", "/errors", "/services"]) {
    const { page } = await open(path);
    const first = page.locator("input[type=text], input[type=search], textarea").first();
    await first.waitFor();
    expect(await first.getAttribute("aria-label")).toContain("correlation ID");
    await page.keyboard.press("/");
    expect(await first.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await first.inputValue()).toBe("");
  }
});

test("a path that is no view says so and leads back", async () => {
  const { page } = await open("/services/none/of/these");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await page.getByRole("link", { name: "Find a trace" }).click();
  await page.waitForURL("**/");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe("/");
});

test("the theme that a reader chooses stays", async () => {
  const { page } = await open("/", { theme: "light" });
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByLabel("Dark").check();
  await page.reload();
  await page.getByRole("main").waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
});

test("a browser that keeps nothing shows the page, and what is chosen counts until it is left", async () => {
  const { page, troubles } = await fresh();
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByLabel("Dark").check();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  expect(troubles).toEqual([]);
});

test("scripts of a view that are gone, for Throughline was replaced, bring the page of now at the same place", async () => {
  const { page } = await fresh();
  // As if it had been open for a minute.
  await page.addInitScript(() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + 60_000;
  });
  await page.goto("/services");
  await page.getByRole("heading", { level: 1, name: "Services" }).waitFor();
  let isOfBefore = true;
  await page.route("**/assets/MapView*.js", (route) => (isOfBefore ? route.fulfill({ status: 404 }) : route.continue()));
  const loaded = page.waitForEvent("domcontentloaded").then(() => (isOfBefore = false));
  await page.getByRole("link", { name: "Map" }).click();
  await loaded;
  await page.getByText("No service has sent spans in this range.").waitFor();
  expect(new URL(page.url()).search).toContain("view=map");
});

test("where a token is wanted the page asks for it, then shows what was asked for; scripts never see it", async () => {
  const { page, troubles } = await open("/logs?start=-6h", {}, closed.api);
  await page.getByRole("heading", { name: "This server wants a token" }).waitFor();
  await page.getByLabel("Token").fill("wrong");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Token").fill(TOKEN);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL("**/logs?start=-6h");
  const before = troubles.length;
  await page.reload();
  await page.waitForLoadState("networkidle");
  expect(troubles.slice(before)).toEqual([]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

test("another place than this page is not gone to after the login", async () => {
  for (const next of ["//example.com/x", "https://example.com/", "\\\\example.com"]) {
    const { page } = await open(`/login?next=${encodeURIComponent(next)}`, {}, closed.api);
    await page.getByLabel("Token").fill(TOKEN);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    expect(new URL(page.url()).origin).toBe(closed.api);
  }
});

test("the document forbids everything but its own scripts and styles, and is not shown inside another page", async () => {
  const response = await fetch(`${throughline.api}/traces/${"a".repeat(32)}`);
  expect(response.status).toBe(200);
  const policy = response.headers.get("content-security-policy") ?? "";
  for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
    expect(policy).toContain(part);
  expect(policy).not.toContain("unsafe");
  const html = await response.text();
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
});

test("built files are kept forever, the document is asked for again, and a script comes gzipped", async () => {
  const document = await fetch(throughline.api);
  expect(document.headers.get("cache-control")).toBe("no-cache");
  const [, script = ""] = /src="(\/assets\/[^"]+\.js)"/.exec(await document.text()) ?? [];
  const response = await fetch(`${throughline.api}${script}`, { headers: { "accept-encoding": "gzip" } });
  expect(response.headers.get("cache-control")).toContain("immutable");
  expect(response.headers.get("content-encoding")).toBe("gzip");
});
