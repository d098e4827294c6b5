import { useRef } from "react";
import styles from "./separator.module.css";

const STEP = 16;

/** Drags the border of a column, or moves it by arrow keys. `towards`: into which direction the column grows. */
export function Separator({
  label,
  size,
  least,
  most,
  onSize,
  towards = "right",
}: {
  label: string;
  size: number;
  least: number;
  most: number;
  onSize: (size: number) => void;
  towards?: "left" | "right";
}) {
  const from = useRef<{ readonly x: number; readonly size: number }>(undefined);
  const sign = towards === "right" ? 1 : -1;
  const set = (to: number) => onSize(Math.min(Math.max(least, most), Math.max(least, to)));
  return (
    <div
      className={styles.separator}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(size)}
      aria-valuemin={least}
      aria-valuemax={Math.round(Math.max(least, most))}
      tabIndex={0}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, size };
      }}
      onPointerMove={({ clientX }) => from.current && set(from.current.size + sign * (clientX - from.current.x))}
      onLostPointerCapture={() => {
        from.current = undefined;
      }}
      onKeyDown={({ key }) => {
        if (key === "ArrowLeft") set(size - sign * STEP);
        if (key === "ArrowRight") set(size + sign * STEP);
      }}
    />
  );
}
