/** How much a metrics query may give. */
export interface MetricsLimits {
  readonly series: number;
  /** Of `compare`, which has several for each attribute. */
  readonly compared: number;
  /** Of all series together. */
  readonly exemplars: number;
}
