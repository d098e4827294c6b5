import { useId, useRef, useState } from "react";
import { Popover } from "../parts/Popover.tsx";
import { absolute, DEFAULT_START, intervalOf, isRelative, nowNanos, type Range, rangeText, RELATIVE_STARTS } from "./range.ts";
import styles from "./range-picker.module.css";
import { fieldOfTime, timeOfField } from "./time-field.ts";
import { useZone } from "./zone.ts";

/** Chooses the range of time of a view: one of the usual lengths up to now, or two times. */
export function RangePicker({
  range,
  unset,
  onRange,
}: {
  range: Range;
  /** What no range means, where that is not the usual one. */
  unset?: string | undefined;
  onRange: (range: Range) => void;
}) {
  const zone = useZone();
  const popover = useRef<HTMLDivElement>(null);
  const isUnset = unset !== undefined && range.start === undefined && range.end === undefined;
  const choose = (chosen: Range) => {
    popover.current?.hidePopover();
    onRange(chosen);
  };
  return (
    <Popover label={isUnset ? unset : rangeText(range, zone, nowNanos())} title="Range of time" ref={popover}>
      <div className={styles.lengths} role="group" aria-label="Up to now">
        {RELATIVE_STARTS.map((start) => (
          <button
            key={start}
            type="button"
            aria-pressed={!isUnset && isRelative(range) && (range.start ?? DEFAULT_START) === start}
            onClick={() => choose({ start })}
          >
            {rangeText({ start }, zone, nowNanos())}
          </button>
        ))}
      </div>
      <Absolute range={range} onRange={choose} key={`${range.start} ${range.end} ${zone}`} />
    </Popover>
  );
}

function Absolute({ range, onRange }: { range: Range; onRange: (range: Range) => void }) {
  const zone = useZone();
  const id = useId();
  const given = intervalOf(range, nowNanos());
  const [from, setFrom] = useState(fieldOfTime(given.from, zone));
  const [to, setTo] = useState(fieldOfTime(given.to, zone));
  const chosen = { from: timeOfField(from, zone), to: timeOfField(to, zone) };
  const { from: start, to: end } = chosen;
  const problem =
    start === undefined || end === undefined ? "Both times are needed" : start >= end ? "It has to end after it begins" : undefined;
  return (
    <form
      className={styles.absolute}
      onSubmit={(event) => {
        event.preventDefault();
        if (start !== undefined && end !== undefined && start < end) onRange(absolute({ from: start, to: end }));
      }}
    >
      <label htmlFor={`${id}from`}>From</label>
      <input id={`${id}from`} type="datetime-local" step="1" value={from} onChange={({ target }) => setFrom(target.value)} />
      <label htmlFor={`${id}to`}>To</label>
      <input id={`${id}to`} type="datetime-local" step="1" value={to} onChange={({ target }) => setTo(target.value)} />
      <span className={styles.problem} role="status">
        {problem}
      </span>
      <button type="submit" disabled={problem !== undefined}>
        Show this range ({zone === "UTC" ? "UTC" : "local time"})
      </button>
    </form>
  );
}
