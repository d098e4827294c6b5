import { z } from "zod";
import { notes } from "./note.ts";
import { count, nanos, unixNanos } from "./values.ts";

const weight = z.number().nonnegative().describe("In the unit of the samples");

const frame = {
  function: z.string().describe("`(anonymous)` if it has no name"),
  file: z.string().describe("Path or URL, without `file://`; empty: not known"),
  line: z.number().int().nonnegative().describe("From 1; 0: not known"),
  column: z.number().int().nonnegative().describe("From 1; 0: not known"),
  kind: z
    .enum(["own", "dependency", "node", "native"])
    .describe("Whose code it is: the service's own, node_modules, Node internals, native code and the VM itself"),
};

const self = weight.describe("Of what ran in this very frame, in the unit of the samples");
const total = weight.describe("The same and what it called");

/** A frame of a flame graph: one function, as called from one stack. */
export interface FlameNode {
  function: string;
  file: string;
  line: number;
  column: number;
  kind: "own" | "dependency" | "node" | "native";
  self: number;
  total: number;
  /** Heaviest first. */
  children: FlameNode[];
}

export const flameNode: z.ZodType<FlameNode> = z
  .object({
    ...frame,
    self,
    total,
    get children() {
      return z.array(flameNode).describe("Heaviest first");
    },
  })
  .meta({ id: "FlameNode" });

/** A frame in both selections of a difference. */
export interface DifferenceNode extends Omit<FlameNode, "children"> {
  baseSelf: number;
  baseTotal: number;
  /** Share of all that the selection weighs less the share of all that the base weighs: -1 to 1. */
  change: number;
  /** Heaviest first, by the larger of the two shares. */
  children: DifferenceNode[];
}

export const differenceNode: z.ZodType<DifferenceNode> = z
  .object({
    ...frame,
    self,
    total,
    baseSelf: weight,
    baseTotal: weight,
    change: z.number().min(-1).max(1).describe("Share of all that the selection weighs less the share of all that the base weighs"),
    get children() {
      return z.array(differenceNode).describe("Heaviest first, by the larger of the two shares");
    },
  })
  .meta({ id: "DifferenceNode" });

/** What is said of the samples of every selection. */
const about = {
  sampleType: z.string().describe("`wall`, `cpu`, `alloc`, or the name that another profiler gave"),
  unit: z.string().describe("Of all weights: `nanoseconds`, `bytes`, `count`"),
  period: z.number().nonnegative().describe("What one sample stands for, in the unit; 0: not known, or not the same for all"),
  samples: count,
  spans: count.describe("Spans that at least one of the samples belongs to"),
  processes: count.describe("That they were taken in"),
  services: z.array(z.string()),
  total: weight.describe("Of all samples"),
  firstSampleUnixNano: unixNanos.nullable().describe("When the first of them was taken; null: there is none"),
  newestSampleUnixNano: unixNanos
    .nullable()
    .describe("When the last of them was taken; where a service has none in the range: when its newest was"),
  durationNano: nanos.describe("From the first of them to the end of what the last stands for"),
};

const types = z
  .array(z.object({ type: z.string(), unit: z.string(), samples: count }))
  .describe("All types of samples that the selection has");

export const flameGraph = z
  .object({ ...about, types, root: flameNode.describe("Everything: function `all`"), notes })
  .meta({ id: "FlameGraph", description: "The merged stacks of a selection of samples" });
export type FlameGraph = z.infer<typeof flameGraph>;

export const flameGraphDifference = z
  .object({
    ...about,
    types,
    base: z.object({ ...about, types }).describe("What it is compared with"),
    root: differenceNode.describe("Everything: function `all`"),
    notes,
  })
  .meta({ id: "FlameGraphDifference", description: "The merged stacks of two selections of samples, and what is different" });
export type FlameGraphDifference = z.infer<typeof flameGraphDifference>;

/** Its shape is speedscope's: it is passed through unread. */
export const speedscopeFile = z
  .looseObject({ $schema: z.literal("https://www.speedscope.app/file-format-schema.json") })
  .meta({ id: "SpeedscopeFile", description: "With `format=speedscope`: a file for speedscope.app" });

export const topFunctions = z
  .object({
    ...about,
    types,
    gcShare: z.number().min(0).max(1).describe("Of the total: in garbage collection"),
    idleShare: z.number().min(0).max(1).describe("Of the total: a thread that waited for work"),
    functions: z
      .array(z.object({ ...frame, self, total: total.describe("The same and what it called; where it called itself, counted once") }))
      .describe("A function is a name in a file, all its lines and all ways to it together; heaviest first"),
    notes,
  })
  .meta({ id: "TopFunctions" });
export type TopFunctions = z.infer<typeof topFunctions>;
