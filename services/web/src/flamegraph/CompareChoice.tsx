import { useRef } from "react";
import { Popover } from "../parts/Popover.tsx";
import { nowNanos } from "../time/range.ts";
import { baseChoices } from "./base.ts";
import styles from "./compare-choice.module.css";
import type { Selection } from "./selection.ts";

/** Chooses what the selection is compared with; `onBase` without one: it is chosen in a form. */
export function CompareChoice({
  selection,
  services,
  onBase,
}: {
  selection: Selection;
  /** That the selection has samples of. */
  services: readonly string[];
  onBase: (base: Selection | undefined) => void;
}) {
  const popover = useRef<HTMLDivElement>(null);
  const choose = (base: Selection | undefined) => {
    popover.current?.hidePopover();
    onBase(base);
  };
  return (
    <Popover label="Compare" title="Compare with another selection" ref={popover}>
      <div className={styles.choices}>
        {baseChoices(selection, services, nowNanos()).map(({ label, base }) => (
          <button key={label} type="button" onClick={() => choose(base)}>
            {label}
          </button>
        ))}
        <button type="button" onClick={() => choose(undefined)}>
          Another selection
        </button>
      </div>
    </Popover>
  );
}
