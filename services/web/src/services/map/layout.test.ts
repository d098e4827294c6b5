import { describe, expect, test } from "@jest/globals";
import { layoutOf, pathOf } from "./layout.ts";
import type { MapEdge, MapNode } from "./map-model.ts";

const numbers = { calls: 1, errors: 0, p50Nano: null, p95Nano: null, p99Nano: null };
const node = (id: string): MapNode => ({ id, name: id, kind: "service", system: null, address: null, ...numbers });
const text = { node: () => "2 /s · 30.0 ms", edge: () => "2 /s" };
const edge = (from: string, to: string, protocol = "http"): MapEdge => ({
  from,
  to,
  kind: "call",
  protocol,
  ...numbers,
  exemplars: { slowTraceId: null, failedTraceId: null },
});

describe("the layout of a map", () => {
  test("callers stand left of what they call, and nothing lies upon another", () => {
    const { nodes, edges, width, height } = layoutOf(
      ["gateway", "cart", "catalog", "alone"].map(node),
      [edge("gateway", "cart"), edge("cart", "catalog"), edge("gateway", "catalog")],
      text,
    );
    const left = (id: string) => nodes.find((placed) => placed.node.id === id)?.x ?? NaN;
    expect(left("gateway")).toBeLessThan(left("cart"));
    expect(left("cart")).toBeLessThan(left("catalog"));
    for (const [index, a] of nodes.entries())
      for (const b of nodes.slice(index + 1))
        expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    for (const { x, y, width: wide, height: high } of nodes) expect(x >= 0 && y >= 0 && x + wide <= width && y + high <= height).toBe(true);
    expect(edges).toHaveLength(3);
    for (const { points, label } of edges) expect(points.length > 1 && label.x > 0).toBe(true);
  });

  test("a box is as wide as what is written in it", () => {
    const width = (written: string) => layoutOf([node("a")], [], { ...text, node: () => written }).nodes[0]?.width ?? 0;
    expect(width("12.3 /s · 743 ms · 5.1 % and more")).toBeGreaterThan(width("2 /s"));
  });

  test("it is the same when others are called most, or numbers are a letter longer", () => {
    const [nodes, edges] = [["a", "b", "c"].map(node), [edge("a", "b"), edge("a", "c"), edge("b", "c")]];
    const places = (of: ReturnType<typeof layoutOf>) => of.nodes.map(({ node: { id }, x, y }) => [id, x, y]);
    const longer = { node: () => "12 /s · 30.0 ms", edge: () => "12 /s" };
    expect(places(layoutOf(nodes.toReversed(), edges.toReversed(), longer))).toEqual(places(layoutOf(nodes, edges, text)));
  });

  test("two ways between the same two, a ring and a call to itself are all drawn; an edge to nobody is not", () => {
    const all = [edge("a", "b"), edge("a", "b", "grpc"), edge("b", "a"), edge("a", "a")];
    const { edges } = layoutOf(["a", "b"].map(node), [...all, edge("a", "gone")], text);
    expect(new Set(edges.map((placed) => placed.edge))).toEqual(new Set(all));
    expect(new Set(edges.map(({ key }) => key)).size).toBe(4);
  });

  test("a hundred services with three hundred edges are laid out", () => {
    const names = Array.from({ length: 100 }, (_, index) => `service-${index}`);
    const many = names.flatMap((name, index) => [1, 7, 31].map((step) => edge(name, `service-${(index * 3 + step) % 100}`)));
    expect(layoutOf(names.map(node), many, text).nodes).toHaveLength(100);
  });

  test("pathOf() begins and ends where the edge does", () => {
    expect(pathOf([])).toBe("");
    expect(
      pathOf([
        { x: 0, y: 0 },
        { x: 9, y: 3 },
      ]),
    ).toBe("M0 0L9 3");
    expect(
      pathOf([
        { x: 0, y: 0 },
        { x: 5, y: 5 },
        { x: 10, y: 0 },
      ]),
    ).toBe("M0 0Q5 5 10 0");
    expect(pathOf([0, 4, 8, 12].map((x) => ({ x, y: 0 })))).toBe("M0 0Q4 0 6 0Q8 0 12 0");
  });
});
