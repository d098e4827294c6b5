/** What a cart costs. One of the coupons in its table is incomplete, as it came from the marketing sheet: the shop's error path. */
import { logger } from "@throughline/sdk";
import type { CartLine } from "./cart.ts";
import { HttpError } from "./http-error.ts";
import { listenHttp, type Routes } from "./http-server.ts";
import { runService } from "./service.ts";

export interface Quote {
  totalCents: number;
  discountCents: number;
  currency: string;
}

interface Coupon {
  discount: { percent: number };
}

const log = logger("pricing");

const MARKETING_SHEET = `{
  "WELCOME10": { "discount": { "percent": 10 } },
  "SPRING-SALE": { "note": "percent to be agreed" }
}`;
const COUPONS = new Map(Object.entries(JSON.parse(MARKETING_SHEET) as Record<string, Coupon>));

const routes: Routes = {
  "POST /quotes": ({ body }) => {
    const { lines, coupon } = body as { lines?: CartLine[]; coupon?: string };
    if (!lines?.length) throw new HttpError(400, "empty_cart", "Cannot price the cart: it has no lines");
    const fullCents = lines.reduce((sum, line) => sum + line.priceCents * line.quantity, 0);
    const discountCents = coupon === undefined ? 0 : discount(fullCents, coupon);
    const quote: Quote = { totalCents: fullCents - discountCents, discountCents, currency: "EUR" };
    log.info("quote_made", { ...quote, coupon, lines: lines.length });
    return { body: quote };
  },
};

function discount(fullCents: number, code: string): number {
  const coupon = COUPONS.get(code);
  if (!coupon) throw new HttpError(422, "unknown_coupon", `Cannot apply the coupon "${code}": there is none of that name`);
  return Math.round((fullCents * coupon.discount.percent) / 100);
}

await runService("pricing", log, () => listenHttp(log, routes));
