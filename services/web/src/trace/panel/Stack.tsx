import { CopyButton } from "../../parts/CopyButton.tsx";
import { LongText } from "../../parts/LongText.tsx";
import styles from "./panel.module.css";

/** A call stack as its process wrote it. */
export function Stack({ text }: { text: string }) {
  return (
    <div className={styles.stack}>
      <CopyButton text={text} />
      {/* A long one scrolls: by keys, too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre role="group" aria-label="Stack" tabIndex={0}>
        <LongText text={text} />
      </pre>
    </div>
  );
}
