/** How a table is ordered, as the URL writes it: the column's name, with `-` in front from the most down. */
export interface Order<Column extends string> {
  readonly column: Column;
  readonly isDown: boolean;
}

/** Reads an order; where the URL says none that there is, `fallback`. */
export function orderOf<Column extends string>(
  text: string | undefined,
  columns: readonly Column[],
  fallback: Order<Column>,
): Order<Column> {
  const isDown = text?.startsWith("-") ?? false;
  const column = columns.find((name) => name === (isDown ? text?.slice(1) : text));
  return column === undefined ? fallback : { column, isDown };
}

export function orderText<Column extends string>({ column, isDown }: Order<Column>): string {
  return `${isDown ? "-" : ""}${column}`;
}

/** The order when a column's head is pressed: another column begins with the most, or for text with A; the same turns round. */
export function pressed<Column extends string>(order: Order<Column>, column: Column, isText: boolean): Order<Column> {
  return { column, isDown: order.column === column ? !order.isDown : !isText };
}

/** What a row is ordered by; undefined: nothing is known, which comes last either way. */
export type SortKey = string | number | bigint | undefined;

/** Rows in order. Rows of the same key stay as they are. */
export function sorted<Row>(rows: readonly Row[], key: (row: Row) => SortKey, isDown: boolean): Row[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    if (left === right) return 0;
    return left < right === isDown ? 1 : -1;
  });
}
