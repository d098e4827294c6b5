import { STATUS_CODES } from "node:http";
import type { HttpError } from "../../http-error.ts";

/** Codes of gRPC for the statuses of HTTP that we answer with; others are UNKNOWN. */
const GRPC_CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 404: 5, 405: 12, 429: 8, 500: 13, 503: 14 };
const UNKNOWN = 2;

/** An error of the third generation, as grpc-gateway writes them. */
export function v3Error({ status, message }: HttpError): object {
  return { error: { grpcCode: GRPC_CODES[status] ?? UNKNOWN, httpCode: status, message, httpStatus: STATUS_CODES[status] ?? "" } };
}
