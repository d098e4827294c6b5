/** What the shop sells. */
import { setTimeout as wait } from "node:timers/promises";
import { logger } from "@throughline/sdk";
import { HttpError } from "./http-error.ts";
import { listenHttp, type Routes } from "./http-server.ts";
import { runService } from "./service.ts";

export interface Product {
  sku: string;
  title: string;
  priceCents: number;
}

const log = logger("catalog");
const READ_MS = 8;

const PRODUCTS = new Map<string, Product>(
  [
    { sku: "espresso-cup", title: "Espresso cup, stoneware", priceCents: 1450 },
    { sku: "desk-lamp", title: "Desk lamp, brass", priceCents: 8900 },
    { sku: "notebook-a5", title: "Notebook A5, dotted", priceCents: 1200 },
    { sku: "wool-blanket", title: "Wool blanket", priceCents: 12900 },
    { sku: "limited-vinyl", title: "Live at the Harbour (limited vinyl)", priceCents: 3900 },
  ].map((product) => [product.sku, product]),
);

const routes: Routes = {
  "GET /products/{sku}": async ({ params }) => {
    const sku = params.sku ?? "";
    await wait(READ_MS);
    const product = PRODUCTS.get(sku);
    if (!product) throw new HttpError(404, "no_such_product", `Cannot find the product "${sku}": not in the catalog`);
    log.info("product_read", { sku, priceCents: product.priceCents });
    return { body: product };
  },
};

await runService("catalog", log, () => listenHttp(log, routes));
