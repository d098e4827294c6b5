import { isTraceId } from "@throughline/model";
import { HttpError } from "../http-error.ts";

/** A trace ID as other tools write it: any case, leading zeros may be missing. @throws HttpError for what is none. */
export function foreignTraceId(text: string): string {
  const traceId = text.toLowerCase().padStart(32, "0");
  if (!isTraceId(traceId))
    throw new HttpError(
      400,
      "bad_request",
      `"${text.slice(0, 100)}" is no trace ID: accepted are 1 to 32 hex digits that are not all zero`,
    );
  return traceId;
}
