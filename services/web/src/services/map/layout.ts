import { Graph, layout } from "@dagrejs/dagre";
import { edgeKey, type MapEdge, type MapNode } from "./map-model.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a node stands: its upper left corner. */
export interface PlacedNode extends Point {
  readonly node: MapNode;
  readonly width: number;
  readonly height: number;
}

/** Which way an edge takes, and where there is room for its numbers. */
export interface PlacedEdge {
  readonly key: string;
  readonly edge: MapEdge;
  readonly points: readonly Point[];
  readonly label: Point;
}

export interface MapLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

const NODE_HEIGHT = 46;
const LEAST_WIDTH = 120;
const MOST_WIDTH = 264;
/** About so wide is a letter of a name and of numbers, and the room beside the text. */
const LETTER = 8.2;
const SMALL_LETTER = 6;
const BESIDE = 26;
/** Room around the numbers of an edge, in which the line itself is seen. */
const AROUND_LABEL = 34;
const LABEL_HEIGHT = 18;
/** Widths are multiples of this, so that a map stays as it is when its numbers change a little. */
const GRID = 24;
/** Where there are more edges, the numbers of one are shown only when it is chosen. */
export const MANY_EDGES = 40;

/** What is written on a map: below a node's name, and on an edge. */
export interface MapTexts {
  readonly node: (node: MapNode) => string;
  readonly edge: (edge: MapEdge) => string;
}

/** Lays a map out from the left, where calls come in, to the right: the same whichever of them are called most. */
export function layoutOf(nodes: readonly MapNode[], edges: readonly MapEdge[], texts: MapTexts): MapLayout {
  const graph = new Graph({ directed: true, multigraph: true });
  const isDense = edges.length > MANY_EDGES;
  graph.setGraph({
    rankdir: "LR",
    nodesep: isDense ? 14 : 26,
    ranksep: isDense ? 70 : 40,
    marginx: 16,
    marginy: 16,
    // Rings, which a fleet has, are cut where that costs least; of many edges the best ranks would take seconds.
    acyclicer: "greedy",
    ...(isDense && { ranker: "tight-tree" }),
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const placed = nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const node of placed) graph.setNode(node.id, { width: widthOf(node.name, texts.node(node)), height: NODE_HEIGHT });
  const known = new Set(nodes.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => known.has(from) && known.has(to)).toSorted((a, b) => (edgeKey(a) < edgeKey(b) ? -1 : 1));
  for (const edge of drawn) {
    const label = { width: onGrid(labelWidth(texts.edge(edge)) + AROUND_LABEL), height: LABEL_HEIGHT, labelpos: "c" };
    graph.setEdge(edge.from, edge.to, isDense ? {} : label, edgeKey(edge));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    nodes: placed.map((node) => {
      const { x, y, width: wide, height: high } = graph.node(node.id) as { x: number; y: number; width: number; height: number };
      return { node, x: x - wide / 2, y: y - high / 2, width: wide, height: high };
    }),
    edges: drawn.map((edge) => {
      const key = edgeKey(edge);
      const { points, x, y } = graph.edge(edge.from, edge.to, key) as { points: Point[]; x?: number; y?: number };
      const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
      return { key, edge, points, label: { x: x ?? middle.x, y: y ?? middle.y } };
    }),
    width,
    height,
  };
}

function widthOf(name: string, numbers: string): number {
  return onGrid(Math.min(Math.max(name.length * LETTER + BESIDE, numbers.length * SMALL_LETTER + BESIDE, LEAST_WIDTH), MOST_WIDTH));
}

/** How wide the numbers of an edge are. */
export function labelWidth(text: string): number {
  return text.length * SMALL_LETTER + 6;
}

function onGrid(width: number): number {
  return Math.ceil(width / GRID) * GRID;
}

/** A smooth line through points: straight at its ends, bent towards the points between. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.at(-1);
  if (!first || !last) return "";
  const bends = others.slice(0, -1);
  if (bends.length === 0) return `M${at(first)}L${at(last)}`;
  return `M${at(first)}${bends
    .map((bend, index) => {
      const next = bends[index + 1];
      return `Q${at(bend)} ${at(next ? between(bend, next) : last)}`;
    })
    .join("")}`;
}

function between(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
