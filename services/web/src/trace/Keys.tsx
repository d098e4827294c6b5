import { type KeyHelp, KeyList } from "../parts/KeyList.tsx";
import styles from "./toolbar.module.css";

const KEYS: readonly KeyHelp[] = [
  ["↑ ↓", "previous, next span"],
  ["← →", "fold, unfold; to the parent, into the children"],
  ["Home End", "first, last span"],
  ["Enter", "show the span's details"],
  ["Esc", "close them"],
  ["+ − 0", "zoom in, out, show the whole time"],
  [", .", "earlier, later"],
  ["Ctrl wheel", "zoom where the pointer is"],
  ["Shift wheel", "move along the time"],
  ["[ ]", "previous, next one found"],
  ["c", "critical path"],
  ["?", "this list"],
];

/** What keys do in a waterfall, and what its signs mean. */
export function Keys() {
  return (
    <>
      <KeyList keys={KEYS} />
      <p className={styles.signs}>
        Dots are log lines, ticks are events. A hatched part held the event loop of its process, a dashed one waited for it. A bar that
        fades has not ended.
      </p>
    </>
  );
}
