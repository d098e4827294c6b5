import { durationText } from "@throughline/model";
import { Link } from "@tanstack/react-router";
import { ServiceName } from "../../parts/ServiceName.tsx";
import { countText } from "../../text/number.ts";
import { plainText } from "../../text/plain-text.ts";
import type { Range } from "../../time/range.ts";
import { ErrorShare } from "../ErrorShare.tsx";
import { traceQuery } from "../query-text.ts";
import { rateText } from "../rates.ts";
import { kindText, type MapEdge, type MapNode } from "./map-model.ts";
import styles from "./map.module.css";

/** The numbers of one edge, and traces to look at. */
export function EdgePanel({
  edge,
  nodes,
  seconds,
  range,
}: {
  edge: MapEdge | undefined;
  nodes: ReadonlyMap<string, MapNode>;
  seconds: number;
  range: Range;
}) {
  return (
    <section className={styles.panel} aria-label="Chosen call" aria-live="polite">
      {edge ? (
        <Edge edge={edge} from={nodes.get(edge.from)} to={nodes.get(edge.to)} seconds={seconds} range={range} />
      ) : (
        <p className={styles.quiet}>
          Choose a line, on the map or in the table, to see its numbers and its traces. A box leads to its service.
        </p>
      )}
    </section>
  );
}

function Edge({
  edge,
  from,
  to,
  seconds,
  range,
}: {
  edge: MapEdge;
  from: MapNode | undefined;
  to: MapNode | undefined;
  seconds: number;
  range: Range;
}) {
  const { slowTraceId, failedTraceId } = edge.exemplars;
  return (
    <>
      <h2>
        <End node={from} id={edge.from} range={range} /> → <End node={to} id={edge.to} range={range} />
      </h2>
      <dl className={styles.facts}>
        <dt>{edge.kind === "messaging" ? "Messages" : "Calls"}</dt>
        <dd>
          {countText(edge.calls)} · {rateText(edge.calls, seconds)}
        </dd>
        <dt>Failed</dt>
        <dd>
          {countText(edge.errors)} · <ErrorShare calls={edge.calls} errors={edge.errors} />
        </dd>
        {(["p50", "p95", "p99"] as const).map((name) => (
          <Percentile key={name} name={name} nanos={edge[`${name}Nano`]} />
        ))}
        {edge.protocol !== null && (
          <>
            <dt>By</dt>
            <dd>{plainText(edge.protocol)}</dd>
          </>
        )}
        {to && to.kind !== "service" && (
          <>
            <dt>To a</dt>
            <dd>{plainText([kindText(to), to.address].filter(Boolean).join(" at "))}</dd>
          </>
        )}
      </dl>
      <ul className={styles.ways}>
        {slowTraceId !== null && (
          <li>
            <Link to="/traces/$traceId" params={{ traceId: slowTraceId }} search={range}>
              Trace of the slowest
            </Link>
          </li>
        )}
        {failedTraceId !== null && (
          <li>
            <Link to="/traces/$traceId" params={{ traceId: failedTraceId }} search={range}>
              Trace of the slowest that failed
            </Link>
          </li>
        )}
        {edge.kind === "call" && from?.kind === "service" && to?.kind === "service" && (
          <li>
            <Link to="/" search={{ ...range, q: `${traceQuery({ service: edge.from })} > ${traceQuery({ service: edge.to })}` }}>
              All traces with this call
            </Link>
          </li>
        )}
        {[from, to].map(
          (node) =>
            node?.kind === "service" && (
              <li key={node.id}>
                <Link to="/services" search={{ ...range, view: "map", focus: node.name }}>
                  Only {plainText(node.name)} and its neighbours
                </Link>
              </li>
            ),
        )}
      </ul>
    </>
  );
}

function End({ node, id, range }: { node: MapNode | undefined; id: string; range: Range }) {
  if (node?.kind !== "service") return <span>{plainText(node?.name ?? id)}</span>;
  return (
    <Link to="/services/$service" params={{ service: node.name }} search={range}>
      <ServiceName name={node.name} />
    </Link>
  );
}

function Percentile({ name, nanos }: { name: string; nanos: string | null }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{nanos === null ? "–" : durationText(BigInt(nanos))}</dd>
    </>
  );
}
