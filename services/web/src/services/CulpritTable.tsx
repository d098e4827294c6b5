import { durationText } from "@throughline/model";
import { Link } from "@tanstack/react-router";
import { ServiceName } from "../parts/ServiceName.tsx";
import { countText } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import type { Range } from "../time/range.ts";
import { Time } from "../time/Time.tsx";
import { callersText, placeText } from "./instance-text.ts";
import type { CulpritRow } from "./culprit-rows.ts";
import styles from "./table.module.css";

/** What held event loops: the line of code and who called it, how often and how long, and the trace of the longest. */
export function CulpritTable({ culprits, range }: { culprits: readonly CulpritRow[]; range: Range }) {
  const hasServices = culprits.some(({ service }) => service !== undefined);
  return (
    <div className={styles.room}>
      <table
        className={styles.table}
        aria-label={hasServices ? "What blocked event loops, the longest in all first" : "What blocked its event loop"}
      >
        <thead>
          <tr>
            {hasServices && <th scope="col">Service</th>}
            <th scope="col">Held by</th>
            <th scope="col" className={`${styles.number} ${styles.spare}`}>
              Times
            </th>
            <th scope="col" className={styles.number}>
              Longest
            </th>
            <th scope="col" className={`${styles.number} ${styles.spare}`}>
              In all
            </th>
            <th scope="col">For example</th>
          </tr>
        </thead>
        <tbody>
          {culprits.map((culprit) => (
            <tr key={JSON.stringify([culprit.service, culprit.function, culprit.file, culprit.line])}>
              {culprit.service !== undefined && (
                <td>
                  <Link to="/services/$service" params={{ service: culprit.service }} search={range}>
                    <ServiceName name={culprit.service} />
                  </Link>
                </td>
              )}
              <th scope="row" className={styles.code}>
                {culprit.function === null && culprit.file === null ? (
                  <span className={styles.quiet}>not known</span>
                ) : (
                  <span title={culprit.file ?? undefined}>
                    <code>{plainText(culprit.function ?? "(anonymous)")}</code>{" "}
                    <code className={styles.quiet}>{plainText(placeText(culprit))}</code>
                  </span>
                )}
                {callersText(culprit) !== "" && <div className={styles.quiet}>{plainText(callersText(culprit))}</div>}
              </th>
              <td className={`${styles.number} ${styles.spare}`}>
                {countText(culprit.count)}
                {culprit.everyNano !== null && <div className={styles.quiet}>{`every ${durationText(BigInt(culprit.everyNano))}`}</div>}
              </td>
              <td className={styles.number}>{durationText(BigInt(culprit.longestNano))}</td>
              <td className={`${styles.number} ${styles.spare}`}>{durationText(BigInt(culprit.totalNano))}</td>
              <td>
                <Example example={culprit.example} ranBy={culprit.ranBy} range={range} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The trace that held it, and what was sampled meanwhile. */
function Example({ example, ranBy, range }: Pick<CulpritRow, "example" | "ranBy"> & { range: Range }) {
  const { blockId, traceId, spanId, startTimeUnixNano, durationNano } = example;
  const time = <Time unixNano={startTimeUnixNano} />;
  return (
    <span className={styles.ways}>
      {traceId === "" ? (
        <span className={styles.quiet}>
          {time} {ranBy === "timer" ? "by a timer" : "in no trace"}
        </span>
      ) : (
        <Link
          to="/traces/$traceId"
          params={{ traceId }}
          search={{ ...range, span: spanId }}
          title={`Blocked for ${durationText(BigInt(durationNano))}`}
        >
          trace at {time}
        </Link>
      )}
      <Link to="/flamegraph" search={{ ...range, blockId }} title="Stack samples of the blocked thread">
        samples
      </Link>
    </span>
  );
}
