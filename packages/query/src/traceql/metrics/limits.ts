/** How much a metrics query may give. */
export interface MetricsLimits {
  readonly series: number;
  /** Of all series together. */
  readonly exemplars: number;
}
