import { type ReactNode, type Ref, useId } from "react";
import styles from "./popover.module.css";

/** A button that opens a panel below it: the browser's own popover, which closes by Escape and by a click elsewhere. */
export function Popover({
  label,
  title,
  children,
  ref,
}: {
  label: ReactNode;
  /** What the panel is for. */
  title: string;
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
}) {
  const id = useId();
  const anchor = `--popover-${id.replaceAll(/\W/g, "")}`;
  return (
    <>
      <button type="button" popoverTarget={id} title={title} style={{ anchorName: anchor }}>
        {label}
      </button>
      <div id={id} ref={ref} popover="auto" role="dialog" aria-label={title} className={styles.panel} style={{ positionAnchor: anchor }}>
        {children}
      </div>
    </>
  );
}
