/** What goes to a collector, each to an address of its own. */
export const SIGNALS = ["traces", "logs", "profiles"] as const;

export type Signal = (typeof SIGNALS)[number];
