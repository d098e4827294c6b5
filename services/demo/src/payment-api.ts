/** The payment service over gRPC, from payment.proto: its definition for the server and a client for the others. */
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

export interface AuthorizeRequest {
  orderId: string;
  card: string;
  amountCents: number;
  currency: string;
}

export interface Authorization {
  authorizationId: string;
}

type AuthorizeCallback = (error: grpc.ServiceError | null, reply?: Authorization) => void;
type PaymentStub = grpc.Client & {
  authorize(request: AuthorizeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, done: AuthorizeCallback): grpc.ClientUnaryCall;
};
type PaymentPackage = {
  shop: { Payment: { new (address: string, credentials: grpc.ChannelCredentials): PaymentStub; service: grpc.ServiceDefinition } };
};

const TIMEOUT_MS = Number(process.env.SHOP_CALL_TIMEOUT_MS ?? 10_000);

function load(): PaymentPackage["shop"]["Payment"] {
  const definition = loadSync(new URL("payment.proto", import.meta.url).pathname);
  return (grpc.loadPackageDefinition(definition) as unknown as PaymentPackage).shop.Payment;
}

export function paymentService(): grpc.ServiceDefinition {
  return load().service;
}

export interface PaymentClient {
  authorize(request: AuthorizeRequest): Promise<Authorization>;
  close(): void;
}

/** A client of the payment service at `url`, such as grpc://127.0.0.1:50051. */
export function paymentClient(url: string): PaymentClient {
  const Payment = load();
  const stub = new Payment(url.replace(/^\w+:\/\//, ""), grpc.credentials.createInsecure());
  return {
    authorize: (request) =>
      new Promise((resolve, reject) => {
        stub.authorize(request, new grpc.Metadata(), { deadline: Date.now() + TIMEOUT_MS }, (error, reply) => {
          if (error) reject(error);
          else resolve(reply as Authorization);
        });
      }),
    close: () => stub.close(),
  };
}
