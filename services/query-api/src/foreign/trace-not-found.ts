import type { Context } from "../context.ts";
import { HttpError } from "../http-error.ts";

/** 404 for a trace of which no span is stored. */
export function traceNotFound(traceId: string, { retention }: Context): HttpError {
  return new HttpError(
    404,
    "not_found",
    `No trace "${traceId}" is stored: none of its spans was received, or it is older than the retention of ${retention.text(["traces"])}`,
  );
}
