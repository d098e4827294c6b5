import { readFileSync } from "node:fs";

/** Steps of our collector by the files that its time is spent in; the first that matches has it. */
const STEPS: readonly (readonly [step: string, pattern: RegExp])[] = [
  ["check", /otlp\/src\/(?:validate|cursor|malformed)/],
  ["encode", /\/encode\/|\/native\/|collector\/src\/batch|packages\/(?:otlp|schema)\//],
  ["queue", /lmdb|msgpackr|packages\/pipeline\//],
  ["insert", /@clickhouse|packages\/clickhouse\/src\/client|feeder/],
  [
    "receive",
    /fastify|find-my-way|grpc|receiver|respond|sink|node:(?:internal\/)?(?:_?http|net|zlib|http2|stream|streams|timers|process|async_hooks|events|buffer)|node:_http/,
  ],
];

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/**
 * How the main thread's busy time divides among the steps, from a CPU profile. A sample belongs to the innermost frame that a step
 * claims, so that what Node does for a step counts as that step's.
 */
export function sharesOf(profilePath: string): Map<string, number> {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(profilePath, "utf8")) as Profile;
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stepOf = (id: number | undefined): string => {
    for (let at = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url } = byId.get(at)?.callFrame ?? { functionName: "", url: "" };
      if (functionName === "(idle)") return "idle";
      if (functionName === "(garbage collector)") return "garbage collection";
      const step = STEPS.find(([, pattern]) => pattern.test(url));
      if (step) return step[0];
    }
    return "other";
  };
  const steps = new Map(nodes.map(({ id }) => [id, stepOf(id)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const step = steps.get(id) ?? "other";
    times.set(step, (times.get(step) ?? 0) + (timeDeltas[index] ?? 0));
  }
  times.delete("idle");
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return new Map([...times].map(([step, time]) => [step, time / busy] as const).toSorted(([, a], [, b]) => b - a));
}
