import { MalformedError } from "@throughline/otlp";
import { TooFastError, type Tokens, UnavailableError } from "@throughline/pipeline";

/** The sender lacks a token that is accepted. */
export class UnauthenticatedError extends Error {
  constructor() {
    super("a valid token is needed: send it as Authorization: Bearer TOKEN");
  }
}

/** @throws UnauthenticatedError unless the header carries an accepted token. */
export function authenticate(tokens: Tokens, authorization: string | undefined): void {
  if (!tokens.accept(authorization)) throw new UnauthenticatedError();
}

/** An error as both doors tell it: gRPC's code (which the body of an HTTP answer carries, too) and the HTTP status. */
export interface Failure {
  readonly grpcCode: number;
  readonly httpStatus: number;
  readonly message: string;
  /** The same request may succeed after this time. */
  readonly retryAfterMs?: number;
}

/** Codes of google.rpc.Code. */
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** What a sender is told of an error: would the same request fail again, and whose fault is it (OTLP specification, "Failures"). */
export function failureOf(error: unknown): Failure {
  if (error instanceof MalformedError)
    return { grpcCode: INVALID_ARGUMENT, httpStatus: 400, message: `malformed request: ${error.message}` };
  if (error instanceof UnauthenticatedError) return { grpcCode: UNAUTHENTICATED, httpStatus: 401, message: error.message };
  if (error instanceof UnavailableError)
    return { grpcCode: UNAVAILABLE, httpStatus: 503, message: error.message, retryAfterMs: error.retryAfterMs };
  if (error instanceof TooFastError)
    return { grpcCode: RESOURCE_EXHAUSTED, httpStatus: 429, message: error.message, retryAfterMs: error.retryAfterMs };
  return { grpcCode: INTERNAL, httpStatus: 500, message: "the request could not be stored; the collector's log says why" };
}
