import styles from "./key-list.module.css";

/** Keys, with spaces between, and what they do. */
export type KeyHelp = readonly [keys: string, text: string];

/** What keys do in a view. */
export function KeyList({ keys }: { keys: readonly KeyHelp[] }) {
  return (
    <dl className={styles.keys}>
      {keys.map(([signs, text]) => (
        <div key={signs}>
          <dt>
            {signs.split(" ").map((sign) => (
              <kbd key={sign}>{sign}</kbd>
            ))}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
