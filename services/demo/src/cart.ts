/** What a customer has put aside. The oldest service of the shop: it still calls its peer with node:http. */
import { Agent, get } from "node:http";
import { logger } from "@throughline/sdk";
import type { Product } from "./catalog.ts";
import { refused } from "./http-client.ts";
import { HttpError } from "./http-error.ts";
import { listenHttp, type Routes } from "./http-server.ts";
import { runService } from "./service.ts";
import { peer } from "./shop.ts";

export interface CartLine extends Product {
  quantity: number;
}

export interface Cart {
  cartId: string;
  customer: string;
  lines: CartLine[];
}

const log = logger("cart");
const catalog = peer("catalog");
const agent = new Agent({ keepAlive: true });

const CARTS = new Map<string, { customer: string; items: Record<string, number> }>([
  ["cart-1", { customer: "ada", items: { "espresso-cup": 4, "desk-lamp": 1 } }],
  ["cart-2", { customer: "grace", items: { "notebook-a5": 3 } }],
  ["cart-3", { customer: "linus", items: { "wool-blanket": 1, "notebook-a5": 1 } }],
]);

const routes: Routes = {
  "GET /carts/{id}": async ({ params }) => {
    const cartId = params.id ?? "";
    const cart = CARTS.get(cartId);
    if (!cart) throw new HttpError(404, "no_such_cart", `Cannot find the cart "${cartId}": it was never filled`);
    const lines = await Promise.all(
      Object.entries(cart.items).map(async ([sku, quantity]) => ({ ...(await getJson<Product>(`${catalog}/products/${sku}`)), quantity })),
    );
    log.info("cart_loaded", { cartId, customer: cart.customer, lines: lines.length });
    return { body: { cartId, customer: cart.customer, lines } satisfies Cart };
  },
};

function getJson<T>(url: string): Promise<T> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject).on("end", () => {
        const answer: unknown = JSON.parse(text);
        if (response.statusCode === 200) resolve(answer as T);
        else reject(refused("GET", url, response.statusCode ?? 0, answer));
      });
    }).on("error", (cause) => reject(new HttpError(502, "peer_unreachable", `Cannot GET "${url}": no usable answer`, { cause })));
  });
}

await runService("cart", log, () => listenHttp(log, routes));
