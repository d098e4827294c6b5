import { ServerResponse, type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { context, type Attributes, type Span } from "@opentelemetry/api";
import { CORRELATION_HEADERS } from "@throughline/model";
import { correlationOf } from "../correlation/correlation.ts";
import { hostName } from "../correlation/host-name.ts";
import { noteOutgoingRequest } from "../correlation/outgoing-request.ts";

/**
 * Hooks for `HttpInstrumentation` of `@opentelemetry/instrumentation-http`: they tell the caller the correlation ID in the response, and keep it
 * from hosts that `THROUGHLINE_PROPAGATION_HOSTS` does not list.
 */
export const httpHooks = {
  responseHook(_span: Span, response: IncomingMessage | ServerResponse): void {
    const id = response instanceof ServerResponse && !response.headersSent ? correlationOf(context.active()) : undefined;
    if (id !== undefined) (response as ServerResponse).setHeader(CORRELATION_HEADERS[0], id);
  },
  startOutgoingSpanHook(request: RequestOptions | ClientRequest): Attributes {
    const { hostname, host } = request as RequestOptions;
    noteOutgoingRequest({ host: hostName(hostname || host || "localhost") });
    return {};
  },
};

/** Hooks for `UndiciInstrumentation` of `@opentelemetry/instrumentation-undici`, for the same hosts. */
export const undiciHooks = {
  startSpanHook(request: { readonly origin: string }): Attributes {
    noteOutgoingRequest({ host: hostName(new URL(request.origin).host) });
    return {};
  },
};
