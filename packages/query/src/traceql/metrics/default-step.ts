const SECOND = 1_000_000_000n;
/** What people divide time into, the longest first. */
const UNITS = [3_600n, 300n, 60n, 15n, 5n, 1n].map((seconds) => seconds * SECOND);

/** As many values as a chart has room for. */
const USUAL_VALUES = 240n;

/** The step where none is asked for: what gives about 240 values, in whole hours, five minutes, minutes, 15, 5 or single seconds. */
export function defaultStep({ from, to }: { readonly from: bigint; readonly to: bigint }): bigint {
  const length = (to - from) / USUAL_VALUES;
  const unit = UNITS.find((each) => each <= length);
  return unit === undefined ? SECOND : length - (length % unit);
}
