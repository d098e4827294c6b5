import { durationText } from "@throughline/model";
import type { Instance } from "@throughline/api";
import { Link } from "@tanstack/react-router";
import { countText } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import type { Range } from "../time/range.ts";
import { Time } from "../time/Time.tsx";
import { placeText } from "./instance-text.ts";
import styles from "./table.module.css";

/** What held the event loop of a process: the line of code, how often and how long, and the trace of the longest. */
export function CulpritTable({ culprits, range }: { culprits: Instance["blocks"]["culprits"]; range: Range }) {
  return (
    <div className={styles.room}>
      <table className={styles.table} aria-label="What blocked its event loop">
        <thead>
          <tr>
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
            <tr key={JSON.stringify([culprit.function, culprit.file, culprit.line])}>
              <th scope="row" className={styles.code}>
                {culprit.function === null && culprit.file === null ? (
                  <span className={styles.quiet}>not known</span>
                ) : (
                  <span title={culprit.file ?? undefined}>
                    <code>{plainText(culprit.function ?? "(anonymous)")}</code>{" "}
                    <code className={styles.quiet}>{plainText(placeText(culprit))}</code>
                  </span>
                )}
              </th>
              <td className={`${styles.number} ${styles.spare}`}>{countText(culprit.count)}</td>
              <td className={styles.number}>{durationText(BigInt(culprit.longestNano))}</td>
              <td className={`${styles.number} ${styles.spare}`}>{durationText(BigInt(culprit.totalNano))}</td>
              <td>
                <Example example={culprit.example} range={range} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The trace that held it, and what was sampled meanwhile. */
function Example({ example, range }: { example: Instance["blocks"]["culprits"][number]["example"]; range: Range }) {
  const { blockId, traceId, spanId, startTimeUnixNano, durationNano } = example;
  const time = <Time unixNano={startTimeUnixNano} />;
  return (
    <span className={styles.ways}>
      {traceId === "" ? (
        <span className={styles.quiet}>{time} outside any trace</span>
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
