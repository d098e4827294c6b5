import type { InstrumentationModuleDefinition } from "@opentelemetry/instrumentation";

/** A library that can be instrumented. */
export interface Library {
  /** What it is called in `OTEL_NODE_ENABLED_INSTRUMENTATIONS`. */
  readonly name: string;
  /** The packages whose files are changed. */
  readonly packages: readonly string[];
  /** Loads the instrumentation: what is to be changed in which version of which file. Called when the first such file is loaded. */
  readonly changes: () => InstrumentationModuleDefinition[];
}
