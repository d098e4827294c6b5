import type { Log } from "@throughline/api";
import type { KeyboardEvent } from "react";
import { serviceColour } from "../colour/service-colour.ts";
import { useTheme } from "../colour/use-theme.ts";
import { plainText } from "../text/plain-text.ts";
import { clockText, dateTimeText } from "../time/time-text.ts";
import { useZone } from "../time/zone.ts";
import { columnText, fewAttributes, lineText, wrappedText } from "./line-text.ts";
import styles from "./log-line.module.css";
import { severityOf } from "./severity.ts";

/** A log record in a line: when, how grave, who, what; and a few of its attributes, or those that are columns. */
export function LogLine({
  log,
  isOpen,
  isPinned,
  isWrapped,
  withDate,
  columns,
  tabIndex,
  onOpen,
  onKeyDown,
}: {
  log: Log;
  isOpen: boolean;
  isPinned: boolean;
  isWrapped: boolean;
  withDate: boolean;
  columns: readonly string[];
  tabIndex: 0 | -1;
  onOpen: () => void;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}) {
  const zone = useZone();
  const theme = useTheme();
  const nanos = BigInt(log.timeUnixNano);
  const severity = severityOf(log);
  const full = dateTimeText(nanos, zone);
  const clock = clockText(nanos, zone);
  const service = plainText(log.service);
  const body = isWrapped ? wrappedText(log) : lineText(log);
  return (
    <div
      className={styles.line}
      data-severity={severity}
      role="presentation"
      onClick={() => {
        // Who marks text to copy it does not want it opened.
        if (getSelection()?.isCollapsed !== false) onOpen();
      }}
    >
      <button
        type="button"
        data-line=""
        className={styles.open}
        tabIndex={tabIndex}
        aria-expanded={isOpen}
        aria-label={`${clock} ${severity} ${service}: ${lineText(log).slice(0, 200)}`}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          event.stopPropagation();
          onOpen();
        }}
      >
        <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span>
      </button>
      <time className={styles.time} dateTime={new Date(Number(nanos / 1_000_000n)).toISOString()} title={full}>
        {isPinned || withDate ? full.slice(5, 23) : clock}
      </time>
      <span className={styles.severity}>{severity === "unset" ? "–" : severity}</span>
      <span className={styles.service} title={service}>
        <span className={styles.dot} style={{ background: serviceColour(log.service, theme) }} aria-hidden="true" />
        <span className={styles.name}>{service}</span>
      </span>
      {columns.map((key) => (
        <bdi key={key} className={styles.column} title={plainText(key)}>
          {columnText(log, key) ?? "–"}
        </bdi>
      ))}
      <span className={styles.text}>
        <bdi className={styles.body}>{body}</bdi>
        {columns.length === 0
          ? fewAttributes(log).map(([key, text]) => <Attribute key={key} name={key} text={text} />)
          : columns.map((key) => <Attribute key={key} name={key} text={columnText(log, key)} isColumn />)}
      </span>
    </div>
  );
}

/** Beside the body. One that is a column stands there where there is no room for columns. */
function Attribute({ name, text, isColumn = false }: { name: string; text: string | undefined; isColumn?: boolean }) {
  if (text === undefined) return null;
  return (
    <span className={styles.attribute} data-column={isColumn}>
      {plainText(name)}=<bdi>{text}</bdi>
    </span>
  );
}
