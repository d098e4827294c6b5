/** A line through values from the left to the right of a box, 0 at its bottom and `most` at its top. `null` interrupts it. */
export function sparkline(values: readonly (number | null)[], width: number, height: number, most: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let path = "";
  let isDrawing = false;
  for (const [index, value] of values.entries()) {
    if (value !== null) {
      const y = most > 0 ? height - (Math.min(value, most) / most) * height : height;
      path += `${isDrawing ? "L" : "M"}${rounded(index * step)} ${rounded(y)}`;
    }
    isDrawing = value !== null;
  }
  return path;
}

/** Columns for values, for what is counted: a gap is 0. */
export function columns(values: readonly number[], width: number, height: number, most: number): string {
  const step = width / Math.max(values.length, 1);
  let path = "";
  for (const [index, value] of values.entries()) {
    if (value <= 0 || most <= 0) continue;
    // However few they are, they are seen.
    const size = Math.max((Math.min(value, most) / most) * height, 1);
    path += `M${rounded(index * step)} ${height}v${rounded(-size)}h${rounded(Math.max(step - 0.5, 0.8))}v${rounded(size)}z`;
  }
  return path;
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
