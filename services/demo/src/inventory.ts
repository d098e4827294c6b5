/**
 * What lies in the warehouse. A stocktake that nobody finished holds the row of one product: whoever asks for its stock waits
 * until he gives up — the shop's hung call.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { logger } from "@throughline/sdk";
import type { CartLine } from "./cart.ts";
import { HttpError } from "./http-error.ts";
import { listenHttp, type Routes } from "./http-server.ts";
import { runService } from "./service.ts";

export interface Stock {
  sku: string;
  onHand: number;
}

export interface Reservation {
  reservationId: string;
}

const log = logger("inventory");
const WRITE_MS = 12;
const ON_HAND = 250;
const LOCKED_BY = new Map([["limited-vinyl", "stocktake-2031"]]);
const reservations = new Set<string>();

const routes: Routes = {
  "POST /reservations": async ({ body }) => {
    const { orderId, lines = [] } = body as { orderId?: string; lines?: CartLine[] };
    await wait(WRITE_MS);
    const reservationId = `res-${randomUUID().slice(0, 8)}`;
    reservations.add(reservationId);
    log.info("stock_reserved", { reservationId, orderId, skus: lines.map((line) => line.sku) });
    return { status: 201, body: { reservationId } satisfies Reservation };
  },

  "DELETE /reservations/{id}": ({ params }) => {
    const reservationId = params.id ?? "";
    if (!reservations.delete(reservationId)) {
      throw new HttpError(404, "no_such_reservation", `Cannot release "${reservationId}": there is no such reservation`);
    }
    log.info("stock_released", { reservationId });
    return { body: { reservationId } };
  },

  "GET /stock/{sku}": async ({ params, abandoned }) => {
    const sku = params.sku ?? "";
    const holder = LOCKED_BY.get(sku);
    if (holder) {
      const started = performance.now();
      log.warn("stock_row_locked", { sku, holder });
      await once(abandoned, "abort");
      log.error("stock_wait_abandoned", { sku, holder, waitedMs: Math.round(performance.now() - started) });
      throw new HttpError(503, "stock_row_locked", `Cannot read the stock of "${sku}": its row is held by ${holder}`);
    }
    log.info("stock_read", { sku, onHand: ON_HAND });
    return { body: { sku, onHand: ON_HAND } satisfies Stock };
  },
};

await runService("inventory", log, () => listenHttp(log, routes));
