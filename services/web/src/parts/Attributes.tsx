import type { ReactNode } from "react";
import styles from "./attributes.module.css";
import { LongText } from "./LongText.tsx";
import { valueText } from "../text/value-text.ts";

/** Attributes as a table of key and value, both as text. `action`: what can be done with a value, as buttons behind it. */
export function Attributes({
  caption,
  attributes,
  action,
}: {
  caption: string;
  attributes: Readonly<Record<string, unknown>>;
  action?: (key: string, value: unknown) => ReactNode;
}) {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  return (
    <table className={styles.attributes}>
      <caption>{caption}</caption>
      <tbody>
        {entries.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td>
              <LongText text={valueText(value)} />
              {action && <span className={styles.actions}>{action(key, value)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
