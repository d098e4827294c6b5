/**
 * Moments at which values are given: `first`, `first + step` and so on, `count` of them. The value of a moment is that of the spans
 * which begin after the moment before, up to and including itself, as in Tempo and Prometheus. Times are Unix nanoseconds.
 */
export interface Steps {
  readonly first: bigint;
  readonly step: bigint;
  readonly count: number;
}

/** The moments for a range: multiples of the step, so that they stay where they are when the range moves on. */
export function alignedSteps(range: { readonly from: bigint; readonly to: bigint }, step: bigint): Steps {
  const first = floor(range.from, step);
  const last = -floor(-range.to, step);
  return { first, step, count: Number((last - first) / step) + 1 };
}

/** One moment, whose value is that of the whole range. */
export function oneStep(range: { readonly from: bigint; readonly to: bigint }): Steps {
  return { first: range.to, step: range.to - range.from, count: 1 };
}

/** When spans begin that have a part in the values: after `after`, up to `to`. */
export function spansOf({ first, step, count }: Steps): { readonly after: bigint; readonly to: bigint } {
  return { after: first - step, to: first + step * BigInt(count - 1) };
}

/** The moment of that index. */
export function momentAt({ first, step }: Steps, index: number): bigint {
  return first + BigInt(index) * step;
}

/** Index of the moment to which a span belongs that begins then; `undefined`: to none. */
export function stepAt({ first, step, count }: Steps, startNano: bigint): number | undefined {
  const index = Number(-floor(first - startNano, step) / step);
  return index >= 0 && index < count ? index : undefined;
}

/** The greatest multiple of the step that is not above the value. */
function floor(value: bigint, step: bigint): bigint {
  const rest = value % step;
  return value - (rest < 0n ? rest + step : rest);
}
