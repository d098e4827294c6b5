/** What is told apart of all that is stored, by the names that settings, metrics and the API have for it. */
export const SIGNAL_NAMES = ["traces", "logs", "profiles"] as const;

export type SignalName = (typeof SIGNAL_NAMES)[number];

/** How long what is stored of each signal is kept, in whole seconds. */
export type Retention = Readonly<Record<SignalName, number>>;

/** The same for all signals. */
export function sameRetention(seconds: number): Retention {
  return { traces: seconds, logs: seconds, profiles: seconds };
}

/** Seconds that what belongs to several signals is kept: as long as any of them needs it. */
export function longestKept(retention: Retention, signals: readonly SignalName[] = SIGNAL_NAMES): number {
  return Math.max(...signals.map((signal) => retention[signal]));
}

/** Signals by how many seconds they are kept. */
export function byRetention(retention: Retention, signals: readonly SignalName[]): ReadonlyMap<number, readonly SignalName[]> {
  return Map.groupBy(signals, (signal) => retention[signal]);
}

/** `7d`; where signals differ, `7d of traces and profiles, 3d of logs`. */
export function retentionText(retention: Retention, signals: readonly SignalName[] = SIGNAL_NAMES): string {
  const groups = [...byRetention(retention, signals)];
  const [first] = groups;
  if (first && groups.length === 1) return keptText(first[0]);
  return groups.map(([seconds, names]) => `${keptText(seconds)} of ${names.join(" and ")}`).join(", ");
}

const UNITS = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "m"],
] as const;

/** Seconds that something is kept, as they are set: `7d`. */
export function keptText(seconds: number): string {
  for (const [size, unit] of UNITS) if (seconds % size === 0) return `${seconds / size}${unit}`;
  return `${seconds}s`;
}
