import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser as Chromium, type BrowserContext, chromium, type Page } from "playwright-core";
import { tool } from "./tool.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface ViewOptions {
  /** CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "dark" | "light";
  readonly cookie?: { readonly name: string; readonly value: string };
}

/** A real Chromium, and pages in it that note what no reader should meet. */
export class Browser {
  readonly #chromium: Chromium;

  private constructor(started: Chromium) {
    this.#chromium = started;
  }

  /** Throws where no Chromium is installed. */
  static async start(): Promise<Browser> {
    const executablePath = tool("chromium");
    if (executablePath === undefined) throw new Error("Cannot test the page: chromium is not installed");
    return new Browser(await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] }));
  }

  /** A page of its own, with no cookies or storage of others. */
  async page(origin: string, { width = 1280, height = 800, theme = "light" }: ViewOptions = {}): Promise<WatchedPage> {
    const context = await this.#chromium.newContext({
      baseURL: origin,
      viewport: { width, height },
      colorScheme: theme,
      timezoneId: "UTC",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    return new WatchedPage(context, await context.newPage(), origin);
  }

  async stop(): Promise<void> {
    await this.#chromium.close();
  }
}

/** A page that notes console errors, requests that fail, and requests to anywhere else. */
export class WatchedPage {
  readonly page: Page;
  readonly #context: BrowserContext;
  /** What went wrong so far, a line each; ordinary use causes none. */
  readonly troubles: string[] = [];

  constructor(context: BrowserContext, page: Page, origin: string) {
    this.#context = context;
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.troubles.push(`console ${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.troubles.push(`uncaught: ${error.message}`));
    page.on("response", (response) => {
      if (response.status() >= 400) this.troubles.push(`${response.status()} ${response.url()}`);
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(`${origin}/`) && !/^(?:data|blob):/.test(request.url()))
        this.troubles.push(`elsewhere: ${request.url()}`);
    });
  }

  /** What axe-core finds wrong with what is shown now: rule, what it is about, where. */
  async violations(): Promise<string[]> {
    // Not by a script element: the page's policy forbids it.
    await this.page.evaluate(AXE);
    return this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
      const { violations } = await axe.run();
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}
