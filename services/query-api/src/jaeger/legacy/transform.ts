import type { IncomingMessage } from "node:http";
import { jsonToMessage, MalformedError, messageToJson } from "@throughline/otlp";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../../context.ts";
import type { OtlpResourceSpans } from "../../foreign/otlp-shapes.ts";
import { HttpError } from "../../http-error.ts";
import { legacyAnswer } from "./answer.ts";
import { tracesJson } from "./trace-json.ts";

/** Everybody waits while it is read: about half a second for this much. */
const MAX_BYTES = 8 * 1024 ** 2;

/** `POST /api/transform`: OTLP/JSON that somebody drops onto jaeger-ui, as Jaeger's traces. Nothing of it is stored. */
export function transformRoute(app: FastifyInstance, _context: Context): void {
  // jaeger-ui sends it as text.
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.removeContentTypeParser("application/json");
  app.removeContentTypeParser("text/plain");

  let running: IncomingMessage | undefined;
  const leave = (upload: IncomingMessage) => {
    if (running === upload) running = undefined;
  };
  // Before the body is read, which may be large.
  const enter = async (request: FastifyRequest, reply: FastifyReply) => {
    refuseOtherSites(request, reply);
    if (running) throw new HttpError(503, "unavailable", "Another upload is being read: try again when it is done", { "retry-after": "1" });
    running = request.raw;
    reply.raw.once("close", () => leave(request.raw)); // where the body is refused or never arrives
  };
  app.post<{ Body: string | undefined }>(
    "/transform",
    { schema: { hide: true }, bodyLimit: MAX_BYTES, onRequest: enter },
    async ({ body, raw }) => {
      try {
        const { resourceSpans = [] } = messageToJson("ExportTraceServiceRequest", message(body ?? ""));
        return legacyAnswer(tracesJson(resourceSpans as OtlpResourceSpans[], () => []));
      } finally {
        leave(raw); // whoever reads the answer slowly keeps nobody waiting
      }
    },
  );
}

/** A page of any site can send text here without asking first, and keep us busy. The gate has marked those that are allowed. */
function refuseOtherSites({ headers }: FastifyRequest, reply: FastifyReply): void {
  if (headers["sec-fetch-site"] !== "cross-site" || reply.hasHeader("access-control-allow-origin")) return;
  throw new HttpError(403, "forbidden", "Pages of other sites may not send this: allow their origin in THROUGHLINE_CORS_ORIGINS");
}

function message(text: string): Uint8Array {
  try {
    return jsonToMessage("ExportTraceServiceRequest", text);
  } catch (error) {
    if (error instanceof MalformedError) throw new HttpError(400, "bad_request", `This is not OTLP/JSON of traces: ${error.message}`);
    throw error;
  }
}
