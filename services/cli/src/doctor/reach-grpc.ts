import { connect } from "node:http2";
import { type Check, failed, ok, PATIENCE_MS } from "./finding.ts";
import { notReached } from "./not-reached.ts";
import type { Places } from "./places.ts";

const UNAUTHENTICATED = 16;

/** Whether the collector takes an export over gRPC, of nothing. */
export function otlpGrpc({ otlpGrpc: url, ingestToken }: Places): Check {
  return {
    name: "OTLP/gRPC",
    needs: [],
    async run() {
      const begin = performance.now();
      try {
        const status = await exportNothing(url, ingestToken);
        if (status === UNAUTHENTICATED)
          return failed(
            ingestToken === undefined ? "it wants a token" : "it does not accept this token",
            "set THROUGHLINE_INGEST_TOKEN here to one that the server has",
          );
        if (status !== 0) return failed(`${url.host} answers with gRPC status ${status}`, "its log says why");
        return ok(`${url.origin} takes an export in ${Math.round(performance.now() - begin)} ms`);
      } catch (error) {
        return notReached(url, "--otlp-grpc", error);
      }
    },
  };
}

/** gRPC is HTTP/2 with a length in front of each message: for one call, of an empty message, Node's own client is enough. Resolves with the status. */
function exportNothing(url: URL, token: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const session = connect(url.origin);
    const timer = setTimeout(() => end(Object.assign(new Error("timeout"), { name: "TimeoutError" })), PATIENCE_MS);
    const end = (error?: Error, status = Number.NaN) => {
      clearTimeout(timer);
      session.destroy();
      if (error || Number.isNaN(status)) reject(error ?? Object.assign(new Error("no gRPC status"), { code: "ERR_HTTP2_NO_GRPC" }));
      else resolve(status);
    };
    session.on("error", end);
    const call = session.request({
      ":method": "POST",
      ":path": "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
      "content-type": "application/grpc",
      te: "trailers",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    });
    let status: unknown;
    call.on("response", (headers) => (status = headers["grpc-status"])); // of an answer without a message
    call.on("trailers", (headers) => (status = headers["grpc-status"]));
    call.on("error", (error) => end(error.cause instanceof Error ? error.cause : error)); // the session's says more
    call.on("close", () => end(undefined, Number(status)));
    call.resume();
    call.end(Buffer.alloc(5)); // not compressed, of no length
  });
}
