/** Sends order confirmations: a worker that looks into the job store, at a time when the request that asked for it is over. */
import { setTimeout as wait } from "node:timers/promises";
import { logger } from "@throughline/sdk";
import type { Product } from "./catalog.ts";
import { consume, openConfirmations, type Confirmation } from "./confirmations.ts";
import { call } from "./http-client.ts";
import { listenHttp } from "./http-server.ts";
import type { Job } from "./job-store.ts";
import { runService, type Listening } from "./service.ts";
import { peer } from "./shop.ts";

const log = logger("notifications");
const catalog = peer("catalog");
const confirmations = openConfirmations();
const LOOK_EVERY_MS = 200;
const RETRY_AFTER_MS = 2_000;
const MAX_ATTEMPTS = 3;

async function send(job: Job<Confirmation>): Promise<void> {
  const { orderId, customer, skus } = job.payload;
  log.info("confirmation_taken", { orderId, jobId: job.id, attempt: job.attempt, waitedMs: Date.now() - job.createdAt });
  const products = await Promise.all(skus.map((sku) => call<Product>(`${catalog}/products/${sku}`)));
  log.info("confirmation_sent", { orderId, customer, template: "order-confirmed", titles: products.map((product) => product.title) });
}

async function workOff(job: Job<Confirmation>): Promise<void> {
  await consume(job, async () => {
    try {
      await send(job);
    } catch (err) {
      log.error("confirmation_failed", { orderId: job.payload.orderId, jobId: job.id, attempt: job.attempt, err });
      throw err;
    }
  }).then(
    () => confirmations.done(job),
    () => (job.attempt < MAX_ATTEMPTS ? confirmations.retry(job, RETRY_AFTER_MS) : confirmations.giveUp(job)),
  );
}

/** Works off what is due, until told to stop; the job in hand is finished first. */
async function work(stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    const job = await confirmations.take();
    if (job) await workOff(job);
    else await wait(LOOK_EVERY_MS, undefined, { signal: stopped }).catch(() => undefined);
  }
}

async function start(): Promise<Listening> {
  await confirmations.open();
  await confirmations.recover();
  const http = await listenHttp(log, {});
  const stop = new AbortController();
  const working = work(stop.signal).catch((err: unknown) => {
    log.error("worker_failed", { err });
    process.exitCode = 1;
    process.kill(process.pid, "SIGTERM");
  });
  return {
    url: http.url,
    close: async () => {
      stop.abort();
      await Promise.all([working, http.close()]);
    },
  };
}

await runService("notifications", log, start);
