import { useState } from "react";
import { countText } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import styles from "./long-text.module.css";

/** What is shown at once: a megabyte in one cell would hold up the page. */
const SHOWN = 4_000;

/** A text of any length and with any signs in it, as it came: its lines stay, control characters are seen, and no direction reaches beyond it. */
export function LongText({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > SHOWN;
  return (
    <>
      <bdi className={styles.text}>{plainText(isLong && !isWhole ? text.slice(0, SHOWN) : text)}</bdi>
      {isLong && (
        <button type="button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)} className={styles.more}>
          {isWhole ? "Show less" : `Show all ${countText(text.length)} characters`}
        </button>
      )}
    </>
  );
}
