import { type Order, pressed } from "./sort.ts";
import styles from "./table.module.css";

/** The head of a column by which a table can be ordered. */
export function SortHead<Column extends string>({
  column,
  label,
  order,
  onOrder,
  isText = false,
  className,
}: {
  column: Column;
  label: string;
  order: Order<Column>;
  onOrder: (order: Order<Column>) => void;
  isText?: boolean;
  className?: string | undefined;
}) {
  const isOrdered = order.column === column;
  return (
    <th
      scope="col"
      aria-sort={isOrdered ? (order.isDown ? "descending" : "ascending") : undefined}
      className={`${isText ? "" : styles.number} ${className ?? ""}`}
    >
      <button type="button" className={styles.sort} onClick={() => onOrder(pressed(order, column, isText))}>
        {label}
        <span aria-hidden="true" className={styles.arrow}>
          {isOrdered ? (order.isDown ? "▾" : "▴") : ""}
        </span>
      </button>
    </th>
  );
}
