import { encoderOf, redactorOf } from "../kit/encoder.ts";
import type { RecordedRequest } from "../workload.ts";
import type { Contestant } from "./contestant.ts";

/** The collector's encoder alone, for requests that have been checked. */
export function ours(): Contestant {
  const encoder = encoderOf("traces");
  return { name: "**ours: encode to Native**", work: (requests) => sizeOf(encoder.encode(requests).blocks) };
}

/** What happens to each request before it is accepted: nothing is written yet. */
export function oursCheck(): Contestant {
  const encoder = encoderOf("traces");
  return { name: "ours: check alone", work: (requests) => checkAll(encoder, requests) };
}

/** All that the collector does with the bytes of a request. */
export function oursWithCheck(): Contestant {
  const encoder = encoderOf("traces");
  return {
    name: "ours: check, then encode",
    work: (requests) => checkAll(encoder, requests) + sizeOf(encoder.encode(requests).blocks),
  };
}

/** What redaction adds where it is on: the names that the SDK takes for secrets, and every built-in pattern. */
export function oursRedact(): Contestant {
  const redactor = redactorOf("@secret-names", "@credit-card,@email,@jwt,@authorization,@url-password,@assignment,@private-key,@api-key");
  return {
    name: "ours: redact alone, with every built-in rule",
    work(requests) {
      for (const { bytes } of requests) redactor.redact("ExportTraceServiceRequest", bytes);
      return 0;
    },
  };
}

function checkAll(encoder: ReturnType<typeof encoderOf>, requests: readonly RecordedRequest[]): 0 {
  for (const { bytes } of requests) encoder.check(bytes);
  return 0;
}

function sizeOf(blocks: readonly Uint8Array[]): number {
  return blocks.reduce((size, { length }) => size + length, 0);
}
