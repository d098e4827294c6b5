/**
 * What else a customer may like. It reads every product of the customer's past one after the other and then compares all pairs:
 * nobody notices with a short past, and everybody with a long one — the shop's slow path.
 */
import { logger } from "@throughline/sdk";
import type { Product } from "./catalog.ts";
import { call } from "./http-client.ts";
import { listenHttp, type Routes } from "./http-server.ts";
import { runService } from "./service.ts";
import { peer } from "./shop.ts";

export interface Recommendations {
  products: string[];
}

const log = logger("recommendations");
const catalog = peer("catalog");
const SLOW_MS = 500;
const SKUS = ["espresso-cup", "desk-lamp", "notebook-a5", "wool-blanket"];

/** How many things each customer has bought before; `collector` has bought everything, often. */
const PAST = new Map([["collector", 48]]);

const routes: Routes = {
  "GET /recommendations": async ({ query }) => {
    const started = performance.now();
    const customer = query.get("customer") ?? "guest";
    const past: Product[] = [];
    for (let i = 0; i < (PAST.get(customer) ?? 2); i++) {
      past.push(await call<Product>(`${catalog}/products/${SKUS[i % SKUS.length]}`));
    }
    const products = rank(past).slice(0, 3);
    const ms = Math.round(performance.now() - started);
    const fields = { customer, pastOrders: past.length, catalogCalls: past.length, ms };
    if (ms > SLOW_MS) log.warn("recommendations_slow", fields);
    else log.info("recommendations_made", fields);
    return { body: { products } satisfies Recommendations };
  },
};

/** Products by how much their titles resemble all the others bought. */
function rank(past: Product[]): string[] {
  const scores = new Map<string, number>();
  for (const one of past) {
    for (const other of past) scores.set(one.sku, (scores.get(one.sku) ?? 0) + similarity(one.title, other.title));
  }
  return [...scores].toSorted(([, a], [, b]) => b - a).map(([sku]) => sku);
}

/** The length of the longest common subsequence, over the longer title. */
function similarity(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const letter of a) {
    const next = [0];
    for (let i = 1; i <= b.length; i++) {
      next.push(letter === b[i - 1] ? (row[i - 1] ?? 0) + 1 : Math.max(row[i] ?? 0, next[i - 1] ?? 0));
    }
    row = next;
  }
  return (row[b.length] ?? 0) / Math.max(a.length, b.length, 1);
}

await runService("recommendations", log, () => listenHttp(log, routes));
