/** Books the parcel. The one service that does not use our SDK: see shipping-telemetry.ts. */
import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { trace } from "@opentelemetry/api";
import { listenHttp, type Routes } from "./http-server.ts";
import { runService, type Listening } from "./service.ts";
import { stockLog } from "./shipping-log.ts";
import { telemetry } from "./shipping-telemetry.ts";

export interface Shipment {
  trackingNumber: string;
  carrier: string;
}

const log = stockLog("shipping");
const tracer = trace.getTracer("shop.shipping");
const CARRIER_MS = 20;

const routes: Routes = {
  "POST /shipments": async ({ body }) => {
    const { orderId } = body as { orderId?: string };
    const shipment = await bookLabel("northmail");
    log.info("shipment_booked", { orderId, ...shipment });
    return { status: 201, body: shipment };
  },
};

function bookLabel(carrier: string): Promise<Shipment> {
  return tracer.startActiveSpan("carrier.book_label", { attributes: { "shipping.carrier": carrier } }, async (span) => {
    await wait(CARRIER_MS);
    const trackingNumber = `NM${randomInt(1e9, 1e10)}`;
    log.info("label_printed", { carrier, trackingNumber });
    span.end();
    return { carrier, trackingNumber };
  });
}

async function start(): Promise<Listening> {
  const http = await listenHttp(log, routes);
  return {
    url: http.url,
    close: async () => {
      await http.close();
      await telemetry.shutdown();
    },
  };
}

await runService("shipping", log, start);
