import { validateMessage } from "@throughline/otlp";
import { Settings } from "@throughline/pipeline";
import { Encoder as CollectorEncoder } from "../../services/collector/src/encode/encoder.ts";
import { ResourceRegistry } from "../../services/collector/src/encode/resources.ts";
import type { Reception } from "../../services/collector/src/encode/verdict.ts";
import { Redactor } from "../../services/collector/src/redact/redactor.ts";
import { redactionRules } from "../../services/collector/src/redact/rules.ts";
import { RETENTION } from "./retention.ts";

/** The collector's encoder as the benchmarks use it: the only file here that knows how it is put together. */
export interface EncodedBatch {
  readonly rows: number;
  /** Native blocks of the signal's table. */
  readonly blocks: readonly Uint8Array[];
  /** The same of the table `resources`: those that ClickHouse does not have yet. */
  readonly resources: readonly Uint8Array[];
  /** All that goes with the rows, resources included, by table; to be stored before them. */
  readonly companions: readonly { readonly table: string; readonly block: Uint8Array }[];
}

export interface Encoder {
  readonly table: "spans" | "logs" | "samples";
  /** What happens before a request is accepted. */
  check(request: Uint8Array): void;
  /** All of these requests as one insert. */
  encode(requests: readonly { readonly bytes: Uint8Array }[]): EncodedBatch;
}

const TABLES = { traces: "spans", logs: "logs", profiles: "samples" } as const;
const REQUESTS = {
  traces: "ExportTraceServiceRequest",
  logs: "ExportLogsServiceRequest",
  profiles: "ExportProfilesServiceRequest",
} as const;

export function encoderOf(signal: keyof typeof TABLES): Encoder {
  const encoder = new CollectorEncoder(new ResourceRegistry());
  const reception: Reception = { receivedAt: Date.now(), retentionSeconds: RETENTION.traces };
  return {
    table: TABLES[signal],
    check(request) {
      validateMessage(REQUESTS[signal], request);
      encoder.check(signal, request, reception);
    },
    encode(requests) {
      const batch = encoder.encode(
        signal,
        requests.map(({ bytes }) => ({ body: bytes, reception })),
      );
      return { ...batch, resources: batch.companions.filter(({ table }) => table === "resources").map(({ block }) => block) };
    },
  };
}

/** What the collector takes secrets out with. */
export function redactorOf(keys: string, patterns: string): Redactor {
  const rules = redactionRules(Settings.fromEnvironment({ THROUGHLINE_REDACT_KEYS: keys, THROUGHLINE_REDACT_PATTERNS: patterns }));
  if (!rules) throw new Error("no rules");
  return new Redactor(rules);
}
