const SCALES = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

const whole = new Intl.NumberFormat("en", { useGrouping: true });

/** A count in full: `12,345`. */
export function countText(count: number): string {
  return whole.format(count);
}

/** A count in three digits and a scale: `12.3 k`. */
export function shortCount(count: number): string {
  for (const [size, unit] of SCALES) {
    if (count < size) continue;
    const value = count / size;
    return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${unit}`;
  }
  return Number.isInteger(count) ? String(count) : count.toFixed(count < 10 ? 2 : 1);
}

/** A share of 0 to 1 in percent: `0.4 %`, `12 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  return `${percent === 0 || percent >= 10 ? percent.toFixed(0) : percent >= 0.1 ? percent.toFixed(1) : "< 0.1"} %`;
}

/** `1 span`, `3 spans`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
