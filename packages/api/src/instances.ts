import { z } from "zod";
import { notes } from "./note.ts";
import { attributes, count, nanos, samples, unixNanos } from "./values.ts";

const blockNumbers = {
  count,
  totalNano: nanos.describe("How long they were together"),
  longestNano: nanos.describe("How long the longest was"),
};

export const culprit = z
  .object({
    function: z.string().nullable().describe("Of the innermost frame of the app's own code; null: not known"),
    file: z.string().nullable(),
    line: z.number().int().nullable(),
    callers: z.array(z.string()).describe("Functions of the app that called it, the innermost first, in the block of the example"),
    ranBy: z.enum(["timer", "immediate", "request"]).nullable().describe("What ran them; null: none of these, or it is not known"),
    everyNano: nanos.nullable().describe("The rhythm in which it did; null: in none"),
    ...blockNumbers,
    example: z
      .object({
        blockId: z.string(),
        traceId: z.string().describe("Of the span that held the thread; empty: none of them was held by one"),
        spanId: z.string(),
        startTimeUnixNano: unixNanos,
        durationNano: nanos,
      })
      .describe("The longest of those that a span held; where none did, the longest"),
  })
  .meta({ id: "Culprit", description: "A place in the code, and what it blocked the event loop for" });

export const runtimePoint = z
  .object({
    timeUnixNano: unixNanos.describe("When the step begins"),
    delayMeanNano: nanos.nullable().describe("By how much timers were late, the mean of the reports' means; null: they do not say"),
    delayP99Nano: nanos.nullable().describe("The highest of the reports' 99th percentiles"),
    delayMaxNano: nanos.nullable().describe("The latest timer"),
    utilization: z
      .number()
      .nullable()
      .describe(
        "Part of the time in which the event loop did not wait; where its thread was sampled, in which it used a processor; 0 to 1",
      ),
    memoryBytes: count.nullable().describe("Most memory of the process (resident set)"),
  })
  .meta({ id: "RuntimePoint", description: "What a process reported of its runtime in one step" });

export const instance = z
  .object({
    id: z.string().describe("What tells it from others: its service.instance.id, else its host and process ID, else its resource"),
    instanceId: z.string().nullable().describe("`service.instance.id` of its resource"),
    host: z.string().nullable().describe("`k8s.pod.name`, else `host.name`, else `container.id` of its resource"),
    pid: z.number().int().nullable().describe("`process.pid` of its resource"),
    resource: attributes,
    firstSeenUnixNano: unixNanos.describe("Of what it sent of the range, the earliest"),
    lastSeenUnixNano: unixNanos,
    spans: count,
    errors: count.describe("Of the spans, those whose status is error"),
    logs: count.describe("Log records; reports of the runtime are none"),
    samples,
    openSpans: count.nullable().describe("Spans that had not ended at its last report; null: it reports nothing of its runtime"),
    dropped: z.object({ spans: count, logs: count }).describe("What its SDK could not send, by what it reported in the range"),
    blocks: z.object({ ...blockNumbers, culprits: z.array(culprit).describe("Up to ten, by total time, most first") }),
    points: z.array(runtimePoint).describe("Oldest first; of the steps in which it reported"),
  })
  .meta({ id: "Instance", description: "A process of a service" });

export const instanceList = z
  .object({
    stepNano: nanos.describe("Length of a step of the points. Steps begin at multiples of it"),
    instances: z.array(instance).describe("Those that were blocked longest first, then those seen last"),
    notes,
  })
  .meta({ id: "InstanceList" });
export type InstanceList = z.infer<typeof instanceList>;
export type Instance = z.infer<typeof instance>;

export const openGroup = z
  .object({
    name: z.string().describe("Of the operation"),
    kind: z.string(),
    function: z.string().nullable().describe("Where they were started: the innermost frame outside of node_modules; null: not noted"),
    file: z.string().nullable(),
    line: z.number().int().nullable(),
    count,
    lost: count.describe("Those of them that are most likely no longer heard of"),
    oldest: z.object({ traceId: z.string(), spanId: z.string(), startTimeUnixNano: unixNanos }),
    newestStartUnixNano: unixNanos.describe("When the newest began"),
    reportedUnixNano: unixNanos.describe("The newest report of any of them"),
    noneEndedSinceUnixNano: unixNanos
      .nullable()
      .describe("No span of the operation that began since has ended, to the minute; null: none since the range begins"),
  })
  .meta({ id: "OpenGroup", description: "Spans of one operation, started at one place in the code, that have not ended" });
export type OpenGroup = z.infer<typeof openGroup>;

export const stallList = z
  .object({
    services: z
      .array(
        z.object({
          name: z.string(),
          blocks: z.object({ ...blockNumbers, culprits: z.array(culprit).describe("Up to ten, by total time, most first") }),
          openSpans: z.object({
            count,
            longestNano: nanos.describe("Age of the oldest at its last report"),
            groups: z.array(openGroup).describe("Up to twenty, those with the oldest span first"),
          }),
        }),
      )
      .describe("By name. A service that nothing held up is not among them"),
    notes,
  })
  .meta({ id: "StallList" });
export type StallList = z.infer<typeof stallList>;
