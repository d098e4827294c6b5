/** Takes the money, over gRPC. The card `tok_declined` is the shop's second error path. */
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { logger } from "@throughline/sdk";
import { paymentService, type Authorization, type AuthorizeRequest } from "./payment-api.ts";
import { listenAddress, runService, type Listening } from "./service.ts";

const log = logger("payment");
const tracer = trace.getTracer("shop.payment");
const BANK_MS = 30;

class CardDeclined extends Error {
  override readonly name = "CardDeclined";
}

/** The bank's part of it. */
function askBank({ orderId, card, amountCents }: AuthorizeRequest): Promise<Authorization> {
  return tracer.startActiveSpan("bank.authorize", { attributes: { "payment.amount_cents": amountCents } }, async (span) => {
    try {
      await wait(BANK_MS);
      if (card === "tok_declined") throw new CardDeclined("Cannot charge the card: insufficient funds");
      const authorizationId = `auth-${randomUUID().slice(0, 8)}`;
      log.info("payment_authorized", { orderId, authorizationId, amountCents });
      return { authorizationId };
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}

const authorize: grpc.handleUnaryCall<AuthorizeRequest, Authorization> = ({ request }, done) => void answer(request, done);

async function answer(request: AuthorizeRequest, done: grpc.sendUnaryData<Authorization>): Promise<void> {
  const { orderId, amountCents } = request;
  log.info("payment_requested", { orderId, amountCents });
  try {
    done(null, await askBank(request));
  } catch (err) {
    log.error("payment_declined", { orderId, amountCents, err });
    done({ code: err instanceof CardDeclined ? grpc.status.FAILED_PRECONDITION : grpc.status.INTERNAL, details: (err as Error).message });
  }
}

async function start(): Promise<Listening> {
  const server = new grpc.Server();
  server.addService(paymentService(), { authorize });
  const { host, port } = listenAddress();
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, grpc.ServerCredentials.createInsecure(), (error, got) => (error ? reject(error) : resolve(got)));
  });
  return { url: `grpc://${host}:${bound}`, close: () => stop(server) };
}

async function stop(server: grpc.Server): Promise<void> {
  const cut = setTimeout(() => server.forceShutdown(), 1_000);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(cut);
}

await runService("payment", log, start);
