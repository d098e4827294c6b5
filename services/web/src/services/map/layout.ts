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
const LEAST_WIDTH = 128;
const MOST_WIDTH = 230;
/** About so wide is a letter of a name and of numbers, and the room beside the text. */
const LETTER = 7.6;
const SMALL_LETTER = 6;
const BESIDE = 26;
/** What numbers of an edge take; where there are many edges they are shown only one by one. */
const LABEL = { width: 116, height: 18 };
export const MANY_EDGES = 40;

/** Lays a map out from the left, where calls come in, to the right. `numbers`: what is written below a node's name. */
export function layoutOf(nodes: readonly MapNode[], edges: readonly MapEdge[], numbers: (node: MapNode) => string): MapLayout {
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
  for (const node of nodes) graph.setNode(node.id, { width: widthOf(node.name, numbers(node)), height: NODE_HEIGHT });
  const known = new Set(nodes.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => known.has(from) && known.has(to));
  for (const edge of drawn) graph.setEdge(edge.from, edge.to, isDense ? {} : { ...LABEL, labelpos: "c" }, edgeKey(edge));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    nodes: nodes.map((node) => {
      const placed = graph.node(node.id) as { x: number; y: number; width: number; height: number };
      return { node, x: placed.x - placed.width / 2, y: placed.y - placed.height / 2, width: placed.width, height: placed.height };
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
  return Math.min(Math.max(name.length * LETTER + BESIDE, numbers.length * SMALL_LETTER + BESIDE, LEAST_WIDTH), MOST_WIDTH);
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
