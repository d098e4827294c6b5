/**
 * The request that an instrumentation is about to send.
 *
 * OpenTelemetry asks a propagator for headers without saying where they will go. Its instrumentations call a hook with the
 * request right before that, in the same synchronous stretch; what the hook notes here, the propagator takes.
 */
export interface OutgoingRequest {
  /** Host name without port; IPv6 addresses without brackets. */
  readonly host: string;
  /** Removes a header that the app set itself, where adding it again would send it twice. */
  readonly dropHeader?: (name: string) => void;
}

let noted: OutgoingRequest | undefined;

/** Notes the request whose headers will be asked for next. */
export function noteOutgoingRequest(request: OutgoingRequest): void {
  noted = request;
}

/** The request noted last, once; `undefined` when headers are wanted for something else, such as a message in a queue. */
export function takeOutgoingRequest(): OutgoingRequest | undefined {
  const request = noted;
  noted = undefined;
  return request;
}
