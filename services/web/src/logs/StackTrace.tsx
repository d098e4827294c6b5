import { useState } from "react";
import { plainText } from "../text/plain-text.ts";
import styles from "./stack-trace.module.css";

/** Lines that are shown at once: a stack that ran over has thousands. */
const SHOWN = 40;
/** Frames that are not of the app's own code. */
const OTHERS = /node_modules|\(?node:|<anonymous>/;

/** The stack of an exception: frames of the app's own code stand out. */
export function StackTrace({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  const lines = text.split("\n");
  return (
    <div className={styles.stack} role="group" aria-label="Stack trace">
      <pre>
        {lines.slice(0, isWhole ? undefined : SHOWN).map((line, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines of a text that never changes
          <span key={at} className={/^\s*at /.test(line) ? (OTHERS.test(line) ? styles.other : styles.own) : undefined}>
            {`${plainText(line)}\n`}
          </span>
        ))}
      </pre>
      {lines.length > SHOWN && (
        <button type="button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Show less" : `Show all ${lines.length} lines`}
        </button>
      )}
    </div>
  );
}
