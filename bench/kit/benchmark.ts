/** A benchmark: one claim, measured beside its rivals. */
export interface Benchmark {
  /** What it shows, in a line. */
  readonly claim: string;
  /** Measures and publishes. `args`: what stood behind its name on the command line. */
  run(args: readonly string[]): Promise<void>;
}
