import { Fragment, type ReactNode } from "react";
import styles from "./attributes.module.css";
import { LongText } from "./LongText.tsx";
import { plainText } from "../text/plain-text.ts";
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
      <caption>{plainText(caption)}</caption>
      <tbody>
        {entries.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{breakable(plainText(key))}</th>
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

/** May break behind the dots of a key rather than anywhere. */
function breakable(key: string): ReactNode {
  return key.split(/(?<=[._/])/).map((part, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- parts of a text
    <Fragment key={at}>
      {part}
      <wbr />
    </Fragment>
  ));
}
