import type { Instance } from "@throughline/api";

type Point = Instance["points"][number];

/** What the chart of an event loop draws, by step: Unix seconds, and seconds of delay; a step without report is a gap. */
export interface RuntimeSeries {
  readonly times: number[];
  readonly p99: (number | null)[];
  readonly most: (number | null)[];
  /** Percent of the time. */
  readonly utilization: (number | null)[];
  /** Bytes. */
  readonly memory: (number | null)[];
}

export function runtimeSeries(points: readonly Point[], stepNano: string): RuntimeSeries {
  const step = Number(BigInt(stepNano) / 1_000_000_000n);
  const byTime = new Map(points.map((point) => [Number(BigInt(point.timeUnixNano) / 1_000_000_000n), point]));
  const [first = 0, last = -1] = [points[0], points.at(-1)].map((point) => point && Number(BigInt(point.timeUnixNano) / 1_000_000_000n));
  const times: number[] = [];
  for (let time = first; time <= last; time += step) times.push(time);
  const of = (value: (point: Point) => number | null): (number | null)[] =>
    times.map((time) => {
      const point = byTime.get(time);
      return point ? value(point) : null;
    });
  return {
    times,
    p99: of(({ delayP99Nano }) => secondsOf(delayP99Nano)),
    most: of(({ delayMaxNano }) => secondsOf(delayMaxNano)),
    utilization: of(({ utilization }) => (utilization === null ? null : utilization * 100)),
    memory: of(({ memoryBytes }) => memoryBytes),
  };
}

function secondsOf(nanos: string | null): number | null {
  return nanos === null ? null : Number(nanos) / 1e9;
}
