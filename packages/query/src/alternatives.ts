/**
 * One way to find rows that match a condition. Together the ways of a condition find all of them; `cheap` is read first, by itself,
 * and leaves little for `exact` to look at.
 */
export interface Alternative {
  readonly cheap: readonly string[];
  readonly exact: readonly string[];
}

/** Whether a row has any array among its attributes: their types say so at little cost. */
export const HAS_ARRAYS = "position(attribute_types, 'a') > 0";

/** What the index on `key=value` can say of a condition, so that not every row must be looked at. */
export interface Guide {
  /** Holds, by the index, where the condition does and nothing that it asks for lies elsewhere. */
  readonly items: string;
  /** Conditions that tell where something of it may lie elsewhere. */
  readonly elsewhere: readonly string[];
}

/**
 * Ways to find the rows that match `exact`. The index knows single values on the row itself; what is an element of an array, on the
 * resource or elsewhere is found in a way of its own. No row is found in both.
 */
export function guided(exact: string, guide: Guide | undefined): readonly Alternative[] {
  if (!guide) return [{ cheap: [], exact: [exact] }];
  const { items, elsewhere } = guide;
  return [
    { cheap: [], exact: [items, exact] },
    { cheap: [`(${elsewhere.join(" OR ")})`], exact: [exact, `NOT (${items})`] },
  ];
}

/** The part of a SELECT behind its table that asks for rows in one of the ways and within `window`. */
export function conditionsOf({ cheap, exact }: Alternative, window: readonly string[]): string {
  if (cheap.length === 0) return `WHERE ${[...window, ...exact].join(" AND ")}`;
  return `PREWHERE ${[...window, ...cheap].join(" AND ")} WHERE ${exact.join(" AND ")}`;
}
