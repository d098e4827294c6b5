import { useNavigate } from "@tanstack/react-router";
import { type MouseEvent, useId, useState } from "react";
import { serviceColour } from "../../colour/service-colour.ts";
import { useTheme } from "../../colour/use-theme.ts";
import { plainText } from "../../text/plain-text.ts";
import type { Range } from "../../time/range.ts";
import { labelWidth, MANY_EDGES, type MapLayout, type PlacedEdge, type PlacedNode, pathOf } from "./layout.ts";
import { edgeWidth, nodeText, numbersText, redPart, type Trouble } from "./map-model.ts";
import styles from "./map.module.css";
import { useViewport } from "./use-viewport.ts";

/** The map itself. Its edges are pressed with a pointer; the table of them is the way by keyboard. */
export function MapDrawing({
  layout,
  seconds,
  range,
  troubles,
  chosen,
  onEdge,
}: {
  layout: MapLayout;
  /** Length of the range. */
  seconds: number;
  range: Range;
  /** By the ID of a node. */
  troubles: ReadonlyMap<string, Trouble>;
  /** Key of an edge. */
  chosen: string | undefined;
  onEdge: (key: string) => void;
}) {
  const marker = useId();
  const { element, view, zoomIn, zoomOut, fit, handlers } = useViewport(layout);
  /** ID of the node that is pointed at: its calls stand out of the others. */
  const [pointed, setPointed] = useState<string>();
  const isDim = ({ from, to }: PlacedEdge["edge"]) => pointed !== undefined && from !== pointed && to !== pointed;
  const hasLabels = layout.edges.length <= MANY_EDGES;
  return (
    <div className={styles.drawing}>
      <svg
        ref={element}
        className={styles.svg}
        role="application"
        aria-label="Map of services: arrow keys move it, plus and minus zoom, 0 shows all of it. The table below has the same."
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes keys: that is what the role says
        tabIndex={0}
        {...handlers}
      >
        <defs>
          <marker
            id={marker}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0L8 4L0 8z" className={styles.arrow} />
          </marker>
        </defs>
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          {layout.edges.map((placed) => (
            <EdgeLine
              key={placed.key}
              placed={placed}
              seconds={seconds}
              marker={marker}
              isChosen={placed.key === chosen}
              isDim={isDim(placed.edge)}
              onChoose={onEdge}
            />
          ))}
          {layout.edges.map(
            (placed) =>
              (hasLabels || placed.key === chosen) && <EdgeLabel key={placed.key} placed={placed} seconds={seconds} onChoose={onEdge} />,
          )}
          {layout.nodes.map((placed) => (
            <Node
              key={placed.node.id}
              placed={placed}
              seconds={seconds}
              range={range}
              trouble={troubles.get(placed.node.id)}
              onPoint={setPointed}
            />
          ))}
        </g>
      </svg>
      <div className={styles.buttons} role="group" aria-label="Zoom">
        <button type="button" onClick={zoomIn} aria-label="Zoom in">
          +
        </button>
        <button type="button" onClick={zoomOut} aria-label="Zoom out">
          −
        </button>
        <button type="button" onClick={fit}>
          Fit
        </button>
      </div>
    </div>
  );
}

function EdgeLine({
  placed: { key, edge, points },
  seconds,
  marker,
  isChosen,
  isDim,
  onChoose,
}: {
  placed: PlacedEdge;
  seconds: number;
  marker: string;
  isChosen: boolean;
  isDim: boolean;
  onChoose: (key: string) => void;
}) {
  const path = pathOf(points);
  const red = redPart(edge);
  const text = numbersText(edge, seconds);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the table has a button for each
    <g
      className={`${styles.edge} ${isChosen ? styles.chosen : ""} ${isDim ? styles.dim : ""}`}
      data-edge={key}
      onClick={() => onChoose(key)}
    >
      <title>{plainText(`${edge.from} → ${edge.to}${edge.protocol ? ` (${edge.protocol})` : ""}: ${text}`)}</title>
      <path d={path} className={styles.hit} />
      <path
        d={path}
        className={`${styles.line} ${edge.kind === "messaging" ? styles.message : ""}`}
        strokeWidth={edgeWidth(edge)}
        markerEnd={`url(#${marker})`}
      />
      {red > 0 && (
        <path d={path} className={styles.red} strokeWidth={edgeWidth(edge) + 0.5} pathLength={100} strokeDasharray={`${red * 100} 100`} />
      )}
    </g>
  );
}

/** Above all edges, on a ground of its own: a line through its numbers would make them hard to read. */
function EdgeLabel({
  placed: { key, edge, label },
  seconds,
  onChoose,
}: {
  placed: PlacedEdge;
  seconds: number;
  onChoose: (key: string) => void;
}) {
  const text = numbersText(edge, seconds);
  const width = labelWidth(text);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the table has a button for each
    <g className={styles.edge} onClick={() => onChoose(key)}>
      <rect x={label.x - width / 2} y={label.y - 8} width={width} height={16} rx={4} className={styles.ground} />
      <text x={label.x} y={label.y + 4} className={`${styles.label} ${edge.errors > 0 ? styles.failed : ""}`}>
        {text}
      </text>
    </g>
  );
}

function Node({
  placed: { node, x, y, width, height },
  seconds,
  range,
  trouble,
  onPoint,
}: {
  placed: PlacedNode;
  seconds: number;
  range: Range;
  trouble: Trouble | undefined;
  onPoint: (id: string | undefined) => void;
}) {
  const theme = useTheme();
  const navigate = useNavigate();
  const isService = node.kind === "service";
  // The top of a drum is round.
  const down = node.kind === "database" ? 3 : 0;
  const pointing = {
    onPointerEnter: () => onPoint(node.id),
    onPointerLeave: () => onPoint(undefined),
    onFocus: () => onPoint(node.id),
    onBlur: () => onPoint(undefined),
  };
  const shape = (
    <g transform={`translate(${x} ${y})`} className={`${styles.node} ${styles[node.kind]}`} {...(!isService && pointing)}>
      {trouble && <title>{trouble.verdict}</title>}
      <Outline kind={node.kind} width={width} height={height} isTroubled={trouble !== undefined} />
      {isService && <rect x={0} y={6} width={4} height={height - 12} rx={2} style={{ fill: serviceColour(node.name, theme) }} />}
      <text x={14} y={19 + down} className={styles.name}>
        {shortened(plainText(node.name), width)}
      </text>
      <text x={14} y={36 + down} className={`${styles.numbers} ${node.errors > 0 || trouble ? styles.failed : ""}`}>
        {plainText(nodeText(node, seconds, trouble))}
      </text>
    </g>
  );
  if (!isService) return shape;
  const href = `/services/${encodeURIComponent(node.name)}`;
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to: "/services/$service", params: { service: node.name }, search: range });
  };
  return (
    <a href={href} onClick={open} {...pointing}>
      {shape}
    </a>
  );
}

/** A service is a box, a database a drum, a queue a dashed box, another host a round one. */
function Outline({
  kind,
  width,
  height,
  isTroubled,
}: {
  kind: PlacedNode["node"]["kind"];
  width: number;
  height: number;
  isTroubled: boolean;
}) {
  if (kind !== "database")
    return (
      <rect
        className={styles.outline}
        data-troubled={isTroubled || undefined}
        width={width}
        height={height}
        rx={kind === "external" ? height / 2 : 6}
      />
    );
  const [bend, middle] = [5, width / 2];
  return (
    <path
      className={styles.outline}
      d={`M0 ${bend}A${middle} ${bend} 0 0 1 ${width} ${bend}V${height - bend}A${middle} ${bend} 0 0 1 0 ${height - bend}zM0 ${bend}A${middle} ${bend} 0 0 0 ${width} ${bend}`}
    />
  );
}

function shortened(name: string, width: number): string {
  const most = Math.floor((width - 20) / 7);
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
