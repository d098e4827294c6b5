import { nanosOfMillis } from "@throughline/model";
import { readTraceSpans } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import type { OtlpResourceSpans } from "../foreign/otlp-shapes.ts";
import { type ForeignAsked, serveForeign } from "../foreign/serve.ts";
import { storedOtlp } from "../foreign/stored-otlp.ts";
import { foreignTraceId } from "../foreign/trace-id.ts";
import { traceNotFound } from "../foreign/trace-not-found.ts";
import { jsonResourceSpans } from "./trace-json.ts";
import { traceByIdMessage, traceMessage } from "./trace-message.ts";
import { whole } from "./whole.ts";

const PROTOBUF = "application/protobuf";

/**
 * `/api/traces/{id}` and `/api/v2/traces/{id}`: protobuf where `Accept` asks for it, which Grafana does, else JSON. The first gives a bare trace,
 * the second an answer that can say that it is not whole. 404 where nothing is stored: Grafana asks the first if the second says so.
 */
export function traceRoutes(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/traces/:traceId", async (asked) => {
    const { resourceSpans } = await traceOf(asked, context);
    if (!wantsProtobuf(asked)) return { batches: jsonResourceSpans(resourceSpans) };
    return asked.reply.type(PROTOBUF).send(traceMessage(resourceSpans));
  });

  serveForeign(app, context, "/v2/traces/:traceId", async (asked) => {
    const { resourceSpans, cut } = await traceOf(asked, context);
    const message = cut ? `The trace has more spans than are given: these are the earliest ${context.bounds.spans}` : "";
    if (wantsProtobuf(asked)) return asked.reply.type(PROTOBUF).send(traceByIdMessage(resourceSpans, message));
    const partial = cut ? { status: "PARTIAL", message } : {};
    return { trace: { resourceSpans: jsonResourceSpans(resourceSpans) }, metrics: {}, ...partial };
  });
}

async function traceOf(
  { params, run }: ForeignAsked,
  context: Context,
): Promise<{ readonly resourceSpans: readonly OtlpResourceSpans[]; readonly cut: boolean }> {
  const traceId = foreignTraceId(params["traceId"] ?? "");
  const found = await readTraceSpans(run, [traceId], context.bounds.spans, nanosOfMillis(Date.now()));
  if (found.spans.length === 0) throw traceNotFound(traceId, context);
  return { resourceSpans: storedOtlp(found).map(whole), cut: found.cut.size > 0 };
}

function wantsProtobuf({ request }: ForeignAsked): boolean {
  return (request.headers.accept ?? "").includes(PROTOBUF);
}
