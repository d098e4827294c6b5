import type { Red } from "@throughline/api";

type Point = Red["total"]["points"][number];

/** What the three charts of a service draw, by step: Unix seconds, and values for each line. */
export interface RedSeries {
  readonly times: number[];
  /** Calls and errors a second. */
  readonly calls: number[];
  readonly errors: number[];
  /** Which part failed, in percent; null: nothing was called. */
  readonly share: (number | null)[];
  /** Seconds; null: no duration is known. */
  readonly p50: (number | null)[];
  readonly p95: (number | null)[];
  readonly p99: (number | null)[];
}

export function redSeries(points: readonly Point[], stepSeconds: number): RedSeries {
  return {
    times: points.map(({ timeUnixNano }) => Number(BigInt(timeUnixNano) / 1_000_000_000n)),
    calls: points.map(({ calls }) => calls / stepSeconds),
    errors: points.map(({ errors }) => errors / stepSeconds),
    share: points.map(({ calls, errors }) => (calls === 0 ? null : (errors / calls) * 100)),
    p50: points.map(({ p50Nano }) => secondsOf(p50Nano)),
    p95: points.map(({ p95Nano }) => secondsOf(p95Nano)),
    p99: points.map(({ p99Nano }) => secondsOf(p99Nano)),
  };
}

function secondsOf(nanos: string | null): number | null {
  return nanos === null ? null : Number(nanos) / 1e9;
}

/** The range between two places of a chart, in Unix seconds: whole steps, as what is drawn is of whole steps. */
export function brushed(from: number, to: number, stepSeconds: number): { from: bigint; to: bigint } | undefined {
  const first = Math.floor(from / stepSeconds) * stepSeconds;
  const last = Math.ceil(to / stepSeconds) * stepSeconds;
  return last > first ? { from: BigInt(first) * 1_000_000_000n, to: BigInt(last) * 1_000_000_000n } : undefined;
}
