/**
 * The correlation ID: one user action, across every service that worked on it.
 *
 * It is the attribute `correlation.id` on spans, logs and samples. At a service's entry it is taken from baggage, else from
 * the header `x-correlation-id`, else from `x-request-id`, else made new (a UUIDv7).
 */

/** Attribute and baggage key of the correlation ID. */
export const CORRELATION_ID = "correlation.id";

/** Headers that carry a correlation ID into a service, in order of preference; the first is also the one sent on. */
export const CORRELATION_HEADERS = ["x-correlation-id", "x-request-id"] as const;

/**
 * Attribute keys that count as the correlation ID when data arrives. Each element of an array counts. A header's name has underscores where an
 * SDK follows the older conventions, as that of Python does.
 */
export const CORRELATION_ATTRIBUTES: ReadonlySet<string> = new Set([
  CORRELATION_ID,
  "correlation_id",
  "request.id",
  "request_id",
  "http.request.header.x-correlation-id",
  "http.request.header.x-request-id",
  "http.request.header.x_correlation_id",
  "http.request.header.x_request_id",
]);

const ACCEPTED = /^[\w.:+/=@-]{1,128}$/;

/** What a correlation ID may look like, for error messages. */
export const CORRELATION_ID_FORMAT = "1 to 128 characters of A-Z a-z 0-9 _ . : + / = @ -";

/** Whether `value` is accepted as a correlation ID. Anything else is replaced at a service's entry and never logged raw. */
export function isCorrelationId(value: unknown): value is string {
  return typeof value === "string" && ACCEPTED.test(value);
}
