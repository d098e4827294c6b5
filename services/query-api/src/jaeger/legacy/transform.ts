import { jsonToMessage, MalformedError, messageToJson } from "@throughline/otlp";
import type { FastifyInstance } from "fastify";
import type { Context } from "../../context.ts";
import type { OtlpResourceSpans } from "../../foreign/otlp-shapes.ts";
import { HttpError } from "../../http-error.ts";
import { legacyAnswer } from "./answer.ts";
import { tracesJson } from "./trace-json.ts";

const MAX_BYTES = 32 * 1024 ** 2;

/** `POST /api/transform`: OTLP/JSON that somebody drops onto jaeger-ui, as Jaeger's traces. Nothing of it is stored. */
export function transformRoute(app: FastifyInstance, _context: Context): void {
  // jaeger-ui sends it as text.
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.removeContentTypeParser("application/json");
  app.removeContentTypeParser("text/plain");
  app.post<{ Body: string | undefined }>("/transform", { schema: { hide: true }, bodyLimit: MAX_BYTES }, async ({ body }) => {
    const { resourceSpans = [] } = messageToJson("ExportTraceServiceRequest", message(body ?? ""));
    return legacyAnswer(tracesJson(resourceSpans as OtlpResourceSpans[], () => []));
  });
}

function message(text: string): Uint8Array {
  try {
    return jsonToMessage("ExportTraceServiceRequest", text);
  } catch (error) {
    if (error instanceof MalformedError) throw new HttpError(400, "bad_request", `This is not OTLP/JSON of traces: ${error.message}`);
    throw error;
  }
}
