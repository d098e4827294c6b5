const TIMES = [
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
] as const;

const SIZES = [
  [2 ** 40, "TiB"],
  [2 ** 30, "GiB"],
  [2 ** 20, "MiB"],
  [2 ** 10, "KiB"],
] as const;

/** A weight as people read it: `1.25 s`, `3.4 MiB`, `1,234`, `7 widgets`. */
export function weightText(value: number, unit: string): string {
  if (unit === "nanoseconds") return scaled(value, TIMES, "ns");
  if (unit === "bytes") return scaled(value, SIZES, "B");
  return unit === "count" ? countText(value) : `${countText(value)} ${unit}`;
}

/** A number with commas at its thousands. */
export function countText(value: number): string {
  return new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(value);
}

/** A share of 0 to 1 in per cent, with the digits that tell: `42.1 %`, `0.03 %`. */
export function shareText(share: number): string {
  const percent = Math.abs(share) * 100;
  const digits = percent >= 99.95 || percent === 0 ? 0 : percent >= 1 ? 1 : 2;
  return `${share < 0 ? "−" : ""}${percent.toFixed(digits)} %`;
}

function scaled(value: number, scale: readonly (readonly [size: number, name: string])[], smallest: string): string {
  const [size, name] = scale.find(([each]) => value >= each) ?? [1, smallest];
  const number = value / size;
  return `${new Intl.NumberFormat("en-US", { maximumFractionDigits: number >= 100 ? 0 : number >= 10 ? 1 : 2 }).format(number)} ${name}`;
}
