import { durationText } from "@throughline/model";
import { useMemo, useState } from "react";
import { ServiceName } from "../parts/ServiceName.tsx";
import { countText, shareText } from "../text/number.ts";
import { plainText } from "../text/plain-text.ts";
import type { Forest } from "./forest.ts";
import { type OperationStatistics, statisticsOf } from "./statistics.ts";
import styles from "./trace.module.css";

/** Rows that are shown at first. */
const SHOWN = 50;

/** What each operation took in all, for who wants to know where the time went rather than when. */
export function TraceStatistics({ forest, onFind }: { forest: Forest; onFind: (name: string, service: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.statistics} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Time by service and operation</summary>
      {isOpen && <Table forest={forest} onFind={onFind} />}
    </details>
  );
}

function Table({ forest, onFind }: { forest: Forest; onFind: (name: string, service: string) => void }) {
  const all = useMemo(() => statisticsOf(forest), [forest]);
  const [isWhole, setWhole] = useState(false);
  const sum = all.reduce((total, { self }) => total + self, 0);
  return (
    // It may be wider than a phone: then it can be moved by keys, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.table} role="region" aria-label="Time by service and operation" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Operation</th>
            <th scope="col">Spans</th>
            <th scope="col">Errors</th>
            <th scope="col">Own time</th>
            <th scope="col">Share</th>
            <th scope="col">In all</th>
            <th scope="col">Longest</th>
          </tr>
        </thead>
        <tbody>
          {(isWhole ? all : all.slice(0, SHOWN)).map((row) => (
            <Row key={`${row.service}\n${row.name}`} row={row} sum={sum} onFind={onFind} />
          ))}
        </tbody>
      </table>
      {all.length > SHOWN && !isWhole && (
        <button type="button" onClick={() => setWhole(true)}>
          {`Show all ${countText(all.length)}`}
        </button>
      )}
    </div>
  );
}

function Row({
  row: { service, name, count, errors, self, total, longest },
  sum,
  onFind,
}: {
  row: OperationStatistics;
  sum: number;
  onFind: (name: string, service: string) => void;
}) {
  return (
    <tr>
      <td>
        <ServiceName name={service} />
      </td>
      <td>
        <button type="button" className={styles.link} onClick={() => onFind(name, service)} title="Find its spans above">
          {plainText(name)}
        </button>
      </td>
      <td>{countText(count)}</td>
      <td className={errors > 0 ? styles.errors : undefined}>{countText(errors)}</td>
      <td>{text(self)}</td>
      <td>{shareText(sum === 0 ? 0 : self / sum)}</td>
      <td>{text(total)}</td>
      <td>{text(longest)}</td>
    </tr>
  );
}

const text = (nanos: number) => durationText(BigInt(Math.round(nanos)));
