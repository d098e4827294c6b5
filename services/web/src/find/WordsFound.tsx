import styles from "./words-found.module.css";
import { Found } from "./Found.tsx";
import { LogLines } from "./LogLines.tsx";
import { logFilterOf, traceQLOf } from "./words.ts";

/** Words: the log lines that have all of them, and the traces with a span whose name or service has. */
export function WordsFound({ words }: { words: string }) {
  const q = traceQLOf(words);
  return (
    <div className={styles.words}>
      <LogLines q={logFilterOf(words)} />
      {q !== undefined && (
        <section className={styles.part}>
          <h2>Traces with such a span</h2>
          <Found q={q} />
        </section>
      )}
    </div>
  );
}
