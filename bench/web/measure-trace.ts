import type { Browser } from "../../tests/kit/browser.ts";

/** One visit of a trace's view. Milliseconds; frames: between one and the next. */
export interface TraceMeasures {
  readonly firstPaint: number;
  /** CPU of the page's main thread until then. */
  readonly mainThread: number;
  readonly scrolling: readonly number[];
  readonly zooming: readonly number[];
  readonly found: number;
  readonly heapBytes: number;
}

const FRAMES = 120;

/** Opens a trace's view as a new reader, unfolds it, scrolls, zooms, and finds the only span that is named so. */
export async function measureTrace(browser: Browser, origin: string, path: string, needle: string): Promise<TraceMeasures> {
  const watched = await browser.page(origin, { width: 1440, height: 900 });
  const { page } = watched;
  try {
    await page.addInitScript(() => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector("[role=row]") || !document.querySelector("[role=treegrid] canvas")) return;
        observer.disconnect();
        // Painted when the frame after this one begins.
        requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("first rows")));
      });
      observer.observe(document, { childList: true, subtree: true });
    });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(path);
    const firstPaint = await page
      .waitForFunction(() => performance.getEntriesByName("first rows")[0]?.startTime, undefined, { timeout: 120_000 })
      .then((handle) => handle.jsonValue());
    const { metrics } = await devtools.send("Performance.getMetrics");
    const mainThread = (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
    await page.getByRole("button", { name: "Unfold all" }).click();
    await page.waitForURL(/level=all/);

    const frames = (step: "scroll" | "zoom") =>
      page.evaluate(
        async ({ count, what }) => {
          const grid = document.querySelector("[role=treegrid]") as HTMLElement;
          const { left, width, top } = grid.getBoundingClientRect();
          const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
          const millis: number[] = [];
          let last = await frame();
          for (let at = 0; at < count; at++) {
            if (what === "scroll") grid.scrollBy(0, 600);
            else
              grid.dispatchEvent(
                new WheelEvent("wheel", {
                  ctrlKey: true,
                  deltaY: at < count / 2 ? -60 : 60,
                  clientX: left + width * 0.7,
                  clientY: top + 50,
                  cancelable: true,
                }),
              );
            const now = await frame();
            millis.push(now - last);
            last = now;
          }
          return millis;
        },
        { count: FRAMES, what: step },
      );
    const scrolling = await frames("scroll");
    const zooming = await frames("zoom");

    const box = page.getByLabel("Find in these spans");
    await box.fill(needle.slice(0, -1));
    await page.getByRole("status").filter({ hasText: "of 1" }).waitFor();
    await box.fill("");
    await page.getByRole("status").filter({ hasText: "of 1" }).waitFor({ state: "detached" });
    await box.fill(needle.slice(0, 1));
    await page.waitForURL((url) => url.searchParams.get("find") === needle.slice(0, 1));
    const found = await page.evaluate((text) => {
      const field = document.querySelector<HTMLInputElement>("input[aria-label='Find in these spans']") as HTMLInputElement;
      const begun = performance.now();
      const done = new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (!document.querySelector("[role=toolbar] [role=status]")?.textContent?.endsWith("of 1")) return;
          observer.disconnect();
          resolve(performance.now() - begun);
        });
        observer.observe(document, { childList: true, subtree: true, characterData: true });
      });
      // React hears what a person types, not what a script sets.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return done;
    }, needle);
    const heapBytes = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
    return { firstPaint: Number(firstPaint), mainThread, scrolling, zooming, found, heapBytes };
  } finally {
    await watched.close();
  }
}
