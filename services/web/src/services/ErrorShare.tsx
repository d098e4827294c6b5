import { plural, shareText } from "../text/number.ts";
import { shareOf } from "./service-rows.ts";
import styles from "./table.module.css";

/** Which part of calls failed; in red if any did. */
export function ErrorShare({ calls, errors }: { calls: number; errors: number }) {
  return (
    <span className={errors > 0 ? styles.failed : styles.quiet} title={`${plural(errors, "error")} of ${plural(calls, "call")}`}>
      {shareText(shareOf({ calls, errors }))}
    </span>
  );
}
