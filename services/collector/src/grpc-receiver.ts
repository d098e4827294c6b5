import {
  experimental,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type sendUnaryData,
  type ServerUnaryCall,
  status,
} from "@grpc/grpc-js";
import { statusMessage } from "@throughline/otlp";
import type { Admission, RateLimit, ServerCertificate, Tokens } from "@throughline/pipeline";
import { MAX_REQUEST_BYTES } from "./config.ts";
import { authorizationOf, grpcGate } from "./grpc-gate.ts";
import type { HealthLog } from "./health-log.ts";
import type { Metrics } from "./metrics.ts";
import { failureOf } from "./outcome.ts";
import { responseMessage } from "./respond.ts";
import type { Sink } from "./sink.ts";

export interface GrpcReceiverOptions {
  readonly sinks: readonly Sink[];
  readonly tokens: Tokens;
  /** Undefined: clients may send as fast as they like. */
  readonly rateLimit: RateLimit | undefined;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly health: HealthLog;
}

const METRICS_PATH = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

/** OTLP/gRPC. Messages stay bytes: they take the same road as those that come over HTTP. */
export function grpcReceiver({ sinks, tokens, rateLimit, admission, metrics, health }: GrpcReceiverOptions): Server {
  const gate = grpcGate(tokens, (path) => {
    const signal = sinks.find((sink) => sink.signal.grpcPath === path)?.signal.name;
    if (signal) metrics.requests.inc({ signal, protocol: "grpc", outcome: "UNAUTHENTICATED" });
  });
  const server = new Server({ "grpc.max_receive_message_length": MAX_REQUEST_BYTES, interceptors: [gate] });
  for (const sink of sinks) {
    server.addService(unary(sink.signal.grpcPath), {
      Export: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
        const { name } = sink.signal;
        void (async () => {
          rateLimit?.take(tokens.clientOf(authorizationOf(call.metadata), addressOf(call.getPeer())), call.request.length);
          return admission.hold(call.request.length, () => sink.export(call.request));
        })().then(
          (verdict) => {
            metrics.requests.inc({ signal: name, protocol: "grpc", outcome: "ok" });
            answer(null, Buffer.from(responseMessage(sink.signal, verdict)));
          },
          (error: unknown) => {
            const { grpcCode, httpStatus, message, retryAfterMs } = failureOf(error);
            if (httpStatus === 500) health.internal(error);
            metrics.requests.inc({ signal: name, protocol: "grpc", outcome: status[grpcCode] ?? "UNKNOWN" });
            const metadata = new Metadata();
            metadata.set("grpc-status-details-bin", Buffer.from(statusMessage(grpcCode, message, retryAfterMs)));
            answer({ code: grpcCode, details: message, metadata });
          },
        );
      },
    });
  }
  server.addService(unary(METRICS_PATH), {
    Export: (_call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
      answer({ code: status.UNIMPLEMENTED, details: "metrics are not a signal of Throughline yet: send traces, logs and profiles" }),
  });
  return server;
}

/** Resolves with the port when the server listens. */
export function bindGrpc(server: Server, address: string, certificate: ServerCertificate | undefined): Promise<number> {
  const credentials = certificate ? credentialsOf(certificate) : ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
}

/** Credentials that follow the certificate: gRPC's way to that is still called experimental, the only other is a restart. */
function credentialsOf(certificate: ServerCertificate): ServerCredentials {
  const listeners = new Set<experimental.IdentityCertificateUpdateListener>();
  const update = ({ cert, key }: { cert: Buffer; key: Buffer }) => ({ certificate: cert, privateKey: key });
  certificate.onReplaced((identity) => {
    for (const listener of listeners) listener(update(identity));
  });
  const provider: experimental.CertificateProvider = {
    addCaCertificateListener() {},
    removeCaCertificateListener() {},
    addIdentityCertificateListener(listener) {
      listeners.add(listener);
      // A listener that is called while it is added forgets what it was told (measured on 1.14).
      queueMicrotask(() => listener(update(certificate.identity)));
    },
    removeIdentityCertificateListener: (listener) => void listeners.delete(listener),
  };
  return experimental.createCertificateProviderServerCredentials(provider, null, false);
}

/** The address of a peer without its port: `127.0.0.1:51234` → `127.0.0.1`. */
function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, "");
}

function unary(path: string): ServiceDefinition {
  const raw = { serialize: (bytes: Buffer) => bytes, deserialize: (bytes: Buffer) => bytes };
  return {
    Export: {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: raw.serialize,
      requestDeserialize: raw.deserialize,
      responseSerialize: raw.serialize,
      responseDeserialize: raw.deserialize,
    },
  };
}
