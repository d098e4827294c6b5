import type { Log } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { Attributes } from "../parts/Attributes.tsx";
import { CopyButton } from "../parts/CopyButton.tsx";
import { LongText } from "../parts/LongText.tsx";
import { dateTimeText } from "../time/time-text.ts";
import { useZone } from "../time/zone.ts";
import { AttributeActions } from "./AttributeActions.tsx";
import { attributeTerm, fieldTerm } from "./filter-text.ts";
import { isStored } from "./is-stored.ts";
import { lineText, prettyBody } from "./line-text.ts";
import { LogContext } from "./LogContext.tsx";
import styles from "./log-details.module.css";
import { severityOf } from "./severity.ts";
import { StackTrace } from "./StackTrace.tsx";

const STACK = "exception.stacktrace";

export interface LogDetailsOptions {
  /** Keys of attributes that are shown as columns. */
  readonly columns?: readonly string[];
  readonly onColumns?: (columns: readonly string[]) => void;
  /** Takes a term for the filter: `key=value`, or that with a `-` in front. */
  readonly onTerm?: (term: string) => void;
  /** Whose lines are shown around the record (`service`, `process`, `all`); undefined: none. Without `onAround` there is a link instead. */
  readonly around?: string | undefined;
  readonly onAround?: (around: string | undefined) => void;
  /** The range of time that is looked at: links take it along. */
  readonly range?: { readonly start?: string; readonly end?: string };
}

/** All that a log record has. */
export function LogDetails({
  log,
  onSelect,
  columns = [],
  onColumns,
  onTerm,
  around,
  onAround,
  range = {},
}: LogDetailsOptions & { log: Log; onSelect: (id: string | undefined) => void }) {
  const zone = useZone();
  const { [STACK]: stack, ...attributes } = log.attributes;
  const { traceId, spanId, correlationId, eventName, service } = log;
  const severity = severityOf(log);
  const body = prettyBody(log.body);
  // Its line has said all of a short one.
  const isLonger = body !== lineText(log) || body.length > 120;

  const actions = (key: string, term: string | undefined, isColumn: boolean) => (
    <AttributeActions name={key} term={term} onTerm={onTerm} columns={columns} onColumns={isColumn ? onColumns : undefined} />
  );
  const fields = {
    time: dateTimeText(BigInt(log.timeUnixNano), zone),
    service,
    ...(severity !== "unset" && { level: severity }),
    ...(eventName !== "" && { event: eventName }),
    ...(traceId !== "" && { traceId }),
    ...(spanId !== "" && { spanId }),
    ...(correlationId !== "" && { correlationId }),
  };

  return (
    <div className={styles.details} role="group" aria-label="The record">
      <div className={styles.ways}>
        {traceId !== "" && (
          <Link to="/traces/$traceId" params={{ traceId }} search={{ ...(spanId !== "" && { span: spanId }), ...range }}>
            Its trace
          </Link>
        )}
        {correlationId !== "" && (
          <Link to="/correlations/$correlationId" params={{ correlationId }} search={range}>
            Its action
          </Link>
        )}
        {isStored(log) &&
          (onAround ? (
            <button
              type="button"
              aria-expanded={around !== undefined}
              onClick={() => onAround(around === undefined ? "service" : undefined)}
            >
              Lines around it
            </button>
          ) : (
            <Link to="/logs" search={{ log: log.id, around: "service", ...range }}>
              Lines around it
            </Link>
          ))}
        <CopyButton text={() => JSON.stringify(log, undefined, 2)} label="Copy as JSON" />
        {isStored(log) && <CopyButton text={() => `${location.origin}/logs?log=${log.id}`} label="Copy link" />}
      </div>
      {around !== undefined && onAround && <LogContext log={log} of={around} onOf={onAround} onSelect={onSelect} />}
      {body !== "" && isLonger && (
        <div className={styles.body}>
          <LongText text={body} />
        </div>
      )}
      {typeof stack === "string" && <StackTrace text={stack} />}
      <div className={styles.tables}>
        <div>
          <Attributes
            caption="Attributes"
            attributes={attributes}
            action={(key, value) => actions(key, attributeTerm("record", key, value), true)}
          />
          <Attributes
            caption="Record"
            attributes={fields}
            action={(key, value) => (key === "time" ? null : actions(key, fieldTerm(key, String(value)), false))}
          />
        </div>
        <Attributes
          caption="Resource"
          attributes={log.resource}
          action={(key, value) => actions(key, attributeTerm("resource", key, value), true)}
        />
      </div>
    </div>
  );
}
