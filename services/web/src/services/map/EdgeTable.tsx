import { Link } from "@tanstack/react-router";
import { ServiceName } from "../../parts/ServiceName.tsx";
import { plainText } from "../../text/plain-text.ts";
import type { Range } from "../../time/range.ts";
import { DurationCell } from "../DurationCell.tsx";
import { ErrorShare } from "../ErrorShare.tsx";
import { perOf, rateText } from "../rates.ts";
import tableStyles from "../table.module.css";
import { edgeKey, kindText, type MapEdge, type MapNode } from "./map-model.ts";

/** The same edges as the map's, in words and numbers. */
export function EdgeTable({
  edges,
  nodes,
  seconds,
  range,
  chosen,
  onEdge,
}: {
  edges: readonly MapEdge[];
  nodes: ReadonlyMap<string, MapNode>;
  seconds: number;
  range: Range;
  chosen: string | undefined;
  onEdge: (key: string) => void;
}) {
  const per = perOf(
    edges.map(({ calls }) => calls),
    seconds,
  );
  return (
    <div className={tableStyles.room}>
      <table className={tableStyles.table} aria-label="Calls between services">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className={tableStyles.spare}>
              By
            </th>
            {["Calls", "Errors", "p50", "p95", "p99"].map((head) => (
              <th key={head} scope="col" className={`${tableStyles.number} ${head === "p50" || head === "p99" ? tableStyles.spare : ""}`}>
                {head}
              </th>
            ))}
            <th scope="col">Traces</th>
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => {
            const key = edgeKey(edge);
            return (
              <tr key={key} aria-current={key === chosen ? "true" : undefined}>
                <th scope="row">
                  <button type="button" aria-pressed={key === chosen} onClick={() => onEdge(key)} className={tableStyles.sort}>
                    <End node={nodes.get(edge.from)} id={edge.from} />
                  </button>
                </th>
                <td className={tableStyles.named}>
                  <End node={nodes.get(edge.to)} id={edge.to} />
                </td>
                <td className={`${tableStyles.quiet} ${tableStyles.spare}`}>
                  {plainText(edge.protocol ?? (edge.kind === "messaging" ? "messages" : ""))}
                </td>
                <td className={tableStyles.number}>{rateText(edge.calls, seconds, per)}</td>
                <td className={tableStyles.number}>
                  <ErrorShare calls={edge.calls} errors={edge.errors} />
                </td>
                <DurationCell nanos={edge.p50Nano} className={tableStyles.spare} />
                <DurationCell nanos={edge.p95Nano} />
                <DurationCell nanos={edge.p99Nano} className={tableStyles.spare} />
                <td>
                  <Exemplar traceId={edge.exemplars.slowTraceId} label="slow" range={range} />{" "}
                  <Exemplar traceId={edge.exemplars.failedTraceId} label="failed" range={range} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Exemplar({ traceId, label, range }: { traceId: string | null; label: string; range: Range }) {
  return (
    traceId !== null && (
      <Link to="/traces/$traceId" params={{ traceId }} search={range}>
        {label}
      </Link>
    )
  );
}

function End({ node, id }: { node: MapNode | undefined; id: string }) {
  if (node?.kind === "service") return <ServiceName name={node.name} />;
  return (
    <span>
      {plainText(node?.name ?? id)} {node && <span className={tableStyles.quiet}>{plainText(kindText(node))}</span>}
    </span>
  );
}
