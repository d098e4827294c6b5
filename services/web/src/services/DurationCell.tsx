import { durationText } from "@throughline/model";
import styles from "./table.module.css";

/** A duration in a table; null: nothing is known. */
export function DurationCell({ nanos, className = "" }: { nanos: string | null | undefined; className?: string | undefined }) {
  return (
    <td className={`${styles.number} ${className}`}>{nanos ? durationText(BigInt(nanos)) : <span className={styles.quiet}>–</span>}</td>
  );
}
