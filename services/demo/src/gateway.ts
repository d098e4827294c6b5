/** The shop's entry: what the browser calls. It asks the services behind it and adds nothing but what belongs together. */
import { logger } from "@throughline/sdk";
import type { Product } from "./catalog.ts";
import type { Order } from "./checkout.ts";
import { call } from "./http-client.ts";
import { HttpError } from "./http-error.ts";
import { listenHttp, type Routes } from "./http-server.ts";
import type { Stock } from "./inventory.ts";
import type { Recommendations } from "./recommendations.ts";
import { runService } from "./service.ts";
import { peer } from "./shop.ts";

const log = logger("gateway");
const catalog = peer("catalog");
const checkout = peer("checkout");
const inventory = peer("inventory");
const recommendations = peer("recommendations");

/** Long enough that a hung call shows as an open span first; then somebody has to give up. */
const STOCK_TIMEOUT_MS = Number(process.env.SHOP_STOCK_TIMEOUT_MS ?? 8_000);

const routes: Routes = {
  "POST /checkout": async ({ body }) => {
    const started = performance.now();
    const cartId = text(body, "cartId") ?? "cart-1";
    const coupon = text(body, "coupon");
    log.info("checkout_requested", { cartId, coupon });
    const order = await call<Order>(`${checkout}/orders`, { body: { cartId, card: text(body, "card") ?? "tok_visa", coupon } });
    const { products } = await recommend(order.customer);
    log.info("checkout_completed", { orderId: order.orderId, totalCents: order.totalCents, ms: Math.round(performance.now() - started) });
    return { status: 201, body: { ...order, alsoBought: products } };
  },

  "GET /products/{sku}": async ({ params }) => {
    const product = await call<Product>(`${catalog}/products/${params.sku}`);
    log.info("product_shown", { sku: product.sku });
    return { body: product };
  },

  "GET /products/{sku}/stock": async ({ params }) => {
    log.info("stock_asked", { sku: params.sku, timeoutMs: STOCK_TIMEOUT_MS });
    return { body: await call<Stock>(`${inventory}/stock/${params.sku}`, { timeoutMs: STOCK_TIMEOUT_MS }) };
  },

  "GET /recommendations": async ({ query }) => {
    const found = await call<Recommendations>(`${recommendations}/recommendations?customer=${query.get("customer") ?? "guest"}`);
    log.info("recommendations_shown", { count: found.products.length });
    return { body: found };
  },
};

/** Nobody loses an order because the extras are broken. */
async function recommend(customer: string): Promise<Recommendations> {
  try {
    return await call<Recommendations>(`${recommendations}/recommendations?customer=${customer}`);
  } catch (err) {
    log.warn("recommendations_skipped", { customer, err });
    return { products: [] };
  }
}

function text(body: Record<string, unknown>, key: string): string | undefined {
  const value = body[key];
  if (value === undefined || (typeof value === "string" && /^[\w.-]{1,64}$/.test(value))) return value;
  throw new HttpError(400, "bad_field", `Cannot use the field "${key}": not a text of up to 64 letters, digits, "_", "." and "-"`);
}

await runService("gateway", log, () => listenHttp(log, routes));
