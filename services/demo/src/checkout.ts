/** Turns a cart into an order: price it, reserve the goods, take the money, book the parcel, leave a confirmation to be sent. */
import { randomUUID } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { logger } from "@throughline/sdk";
import type { Cart } from "./cart.ts";
import { openConfirmations, publish } from "./confirmations.ts";
import { call } from "./http-client.ts";
import { HttpError } from "./http-error.ts";
import { listenHttp, type Routes } from "./http-server.ts";
import type { Reservation } from "./inventory.ts";
import { paymentClient, type AuthorizeRequest, type Authorization } from "./payment-api.ts";
import type { Quote } from "./pricing.ts";
import { runService, type Listening } from "./service.ts";
import type { Shipment } from "./shipping.ts";
import { peer } from "./shop.ts";

export interface Order {
  orderId: string;
  customer: string;
  totalCents: number;
  currency: string;
  trackingNumber: string;
}

const log = logger("checkout");
const cart = peer("cart");
const inventory = peer("inventory");
const pricing = peer("pricing");
const shipping = peer("shipping");
const payment = paymentClient(peer("payment"));
const confirmations = openConfirmations();

/** Customers may cancel for a moment, so the confirmation goes out when the request is long over. */
const CONFIRM_AFTER_MS = Number(process.env.SHOP_CONFIRM_AFTER_MS ?? 1_000);

const routes: Routes = {
  "POST /orders": async ({ body }) => {
    const { cartId, card = "", coupon } = body as { cartId?: string; card?: string; coupon?: string };
    const orderId = `ord-${randomUUID().slice(0, 8)}`;
    log.info("order_started", { orderId, cartId });

    const { customer, lines } = await call<Cart>(`${cart}/carts/${cartId}`);
    const { totalCents, currency } = await call<Quote>(`${pricing}/quotes`, { body: { lines, coupon } });
    const { reservationId } = await call<Reservation>(`${inventory}/reservations`, { body: { orderId, lines } });
    const { authorizationId } = await pay(reservationId, { orderId, card, amountCents: totalCents, currency });
    const { trackingNumber } = await call<Shipment>(`${shipping}/shipments`, { body: { orderId, customer } });
    const job = await publish(confirmations, { orderId, customer, skus: lines.map((line) => line.sku) }, CONFIRM_AFTER_MS);

    log.info("order_placed", {
      orderId,
      customer,
      totalCents,
      currency,
      reservationId,
      authorizationId,
      trackingNumber,
      confirmation: job.id,
    });
    return { status: 201, body: { orderId, customer, totalCents, currency, trackingNumber } satisfies Order };
  },
};

/** Takes the money, or lets the goods go again. */
async function pay(reservationId: string, request: AuthorizeRequest): Promise<Authorization> {
  try {
    return await payment.authorize(request);
  } catch (error) {
    const declined = (error as { code?: number }).code === status.FAILED_PRECONDITION;
    const { orderId, amountCents } = request;
    log.warn(declined ? "payment_declined" : "payment_failed", { orderId, amountCents, reservationId, err: error });
    await call(`${inventory}/reservations/${reservationId}`, { method: "DELETE" });
    if (declined) throw new HttpError(402, "card_declined", `Cannot pay the order "${orderId}": the card was declined`, { cause: error });
    throw new HttpError(502, "payment_failed", `Cannot pay the order "${orderId}": payment gave no answer`, { cause: error });
  }
}

async function start(): Promise<Listening> {
  await confirmations.open();
  const http = await listenHttp(log, routes);
  return {
    url: http.url,
    close: async () => {
      await http.close();
      payment.close();
    },
  };
}

await runService("checkout", log, start);
