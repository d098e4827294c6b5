import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ServiceName } from "../parts/ServiceName.tsx";
import { countText } from "../text/number.ts";
import { type Action, lengthOf } from "./action.ts";
import { attemptsOf } from "./attempts.ts";
import { brief } from "../text/brief.ts";
import { shortId } from "./short-id.ts";
import type { Story } from "./story.ts";
import styles from "./trace-table.module.css";
import type { TraceKind, TracePiece } from "./traces.ts";
import { spanText } from "./verdict.ts";

/** Rows that are there at first: nobody reads a thousand. */
const MOST = 100;

const KINDS = {
  request: "request",
  message: "message taken",
  job: "job",
  fragment: "first span not stored",
} as const satisfies Record<TraceKind, string>;

/** The action's traces, each after what caused it. */
export function TraceTable({ action, story }: { action: Action; story: Story }) {
  const { traces } = story;
  const attempts = attemptsOf(story.traceTries);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? traces : traces.slice(0, MOST);
  return (
    <div className={styles.room}>
      <table className={styles.traces}>
        <thead>
          <tr>
            <th scope="col">Trace</th>
            <th scope="col">Began with</th>
            <th scope="col">As</th>
            <th scope="col">Handed on by</th>
            <th scope="col" className={styles.number}>
              After the start
            </th>
            <th scope="col" className={styles.number}>
              Took
            </th>
            <th scope="col" className={styles.number}>
              Spans
            </th>
            <th scope="col" className={styles.number}>
              Errors
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((trace) => (
            <tr key={trace.traceId}>
              <th scope="row">
                <Link to="/traces/$traceId" params={{ traceId: trace.traceId }} className={styles.id}>
                  {shortId(trace.traceId)}
                </Link>
              </th>
              <td>
                <ServiceName name={trace.first.span.service} /> {brief(trace.first.span.name)}
              </td>
              <td>
                {KINDS[trace.kind]}
                {attempts.has(trace) && <span className={styles.quiet}>{tryText(trace, attempts)}</span>}
              </td>
              <td className={styles.quiet}>{trace.cause && brief(`${trace.cause.from.span.service} ${trace.cause.from.span.name}`)}</td>
              <td className={styles.number}>{trace.from === 0 ? "0" : spanText(trace.from)}</td>
              <td className={styles.number}>{spanText(lengthOf(trace))}</td>
              <td className={styles.number}>{countText(trace.parts.length)}</td>
              <td className={`${styles.number} ${trace.errors > 0 ? styles.errors : ""}`}>{countText(trace.errors)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < traces.length && (
        <button type="button" onClick={() => setWhole(true)}>{`Show all ${countText(traces.length)} traces`}</button>
      )}
      {traces.length === 0 && (
        <p className={styles.quiet}>{action.logs.length > 0 ? "Its log lines belong to no stored trace." : "None."}</p>
      )}
    </div>
  );
}

function tryText(trace: TracePiece, attempts: ReturnType<typeof attemptsOf<TracePiece>>): string {
  const attempt = attempts.get(trace);
  return attempt ? `, try ${attempt.number} of ${attempt.of}` : "";
}
