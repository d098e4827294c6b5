import { jsonToMessage } from "@throughline/otlp";
import type { Verdict } from "./encode/verdict.ts";
import type { Signal } from "./signal.ts";

/** The Export…ServiceResponse as OTLP/JSON: empty when all was accepted, else a partial success (OTLP specification). */
export function responseJson(signal: Signal, verdict: Verdict): string {
  if (verdict.rejectedCount === 0) return "{}";
  return JSON.stringify({ partialSuccess: { [signal.rejectedField]: String(verdict.rejectedCount), errorMessage: verdict.message } });
}

/** The same as protobuf. */
export function responseMessage(signal: Signal, verdict: Verdict): Uint8Array {
  return jsonToMessage(signal.response, responseJson(signal, verdict));
}
