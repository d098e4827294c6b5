import { HIDEABLE, type Hideable } from "./shape.ts";

/** How a flame graph is looked at: texts, as a URL holds them. */
export interface FlameState {
  /** Node that fills the width, by its ID. */
  readonly focus?: string | undefined;
  readonly search?: string | undefined;
  /** Function whose callers and callees are shown, by functionKey. */
  readonly sandwich?: string | undefined;
  /** What is hidden, with commas between; `none`; left out: idle. */
  readonly hide?: string | undefined;
  /** `graph` or `table`; left out: both. */
  readonly view?: string | undefined;
  /** What the table is ordered by; `-` in front: the other way round. */
  readonly sort?: string | undefined;
}

/** Changes the state. What is typed replaces the entry of the browser's history; what is chosen is one of its own. */
export type OnState = (changes: FlameState, isTyped?: boolean) => void;

export function hiddenOf({ hide = "idle" }: FlameState): ReadonlySet<Hideable> {
  const names = hide.split(",");
  return new Set(HIDEABLE.filter((name) => names.includes(name)));
}

/** The state's text for what is hidden. */
export function hideText(hidden: ReadonlySet<Hideable>): string | undefined {
  const names = HIDEABLE.filter((name) => hidden.has(name));
  if (names.length === 0) return "none";
  return names.length === 1 && names[0] === "idle" ? undefined : names.join(",");
}
