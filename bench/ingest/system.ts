import type { Engine } from "../kit/engine.ts";
import type { ProcessCost } from "../kit/process-cost.ts";

/** A collector with the ClickHouse engine behind it. */
export interface System {
  readonly name: string;
  /** `http://HOST:PORT` of OTLP/HTTP. */
  readonly otlpHttp: string;
  /** `HOST:PORT` of OTLP/gRPC. */
  readonly otlpGrpc: string;
  readonly engine: Engine;
  readonly collector: ProcessCost;
  /** Spans that queries can see. */
  storedSpans(): Promise<number>;
  /** Empties its tables: a load is not to pay for merging what another left. */
  clear(): Promise<void>;
  /** Ends the collector and then the engine. */
  stop(): Promise<void>;
}
