import type { Note } from "@throughline/api";
import styles from "./notes.module.css";

/** What a result may lack, said above it. Nothing where nothing lacks. */
export function Notes({ notes }: { notes: readonly Note[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes} aria-label="What may be missing">
      {notes.map(({ code, message }) => (
        <li key={code}>{message}</li>
      ))}
    </ul>
  );
}
