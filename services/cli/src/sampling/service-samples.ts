import type { FlameGraph, FlameNode } from "@throughline/api";
import { type Frame, frameOf, Profile, ROOT, type StackId } from "@throughline/profile";
import { Cannot } from "../cannot.ts";
import { ask } from "../read/api.ts";
import type { ApiFlags } from "../read/api-flags.ts";

/** A range of time, in Unix nanoseconds. */
export interface Between {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * The samples that the instances of a service took in a range of time.
 * @throws Cannot if the query API does not give them, or if they are not of time
 */
export async function serviceSamples(flags: ApiFlags, what: string, service: string, { from, to }: Between): Promise<FlameGraph> {
  const graph = await ask(flags, what, (client) => client.flamegraph({ service, start: String(from), end: String(to) }));
  if (graph.samples > 0 && graph.unit !== "nanoseconds")
    throw new Cannot(`Cannot ${what}: its samples are ${graph.sampleType} in ${graph.unit}, not time`);
  return graph;
}

/** The same as a profile. */
export function profileOf(
  { sampleType, period, root, firstSampleUnixNano, durationNano, samples, total }: FlameGraph,
  name: string,
): Profile {
  const profile = new Profile({
    sampleType: "wall",
    unit: "nanoseconds",
    period,
    startTimeUnixNano: BigInt(firstSampleUnixNano ?? 0),
    durationNano: BigInt(durationNano),
    name: sampleType === "wall" ? name : `${name} (${sampleType})`,
  });
  // How many samples a stack has is not said: by its weight.
  const perWeight = total > 0 ? samples / total : 0;
  const open: { node: FlameNode; parent: StackId }[] = root.children.map((node) => ({ node, parent: ROOT }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, parent } = next;
    const stack = profile.child(parent, profile.frameId(frame(node)));
    if (node.self > 0) profile.addTo(stack, node.self, Math.max(1, Math.round(node.self * perWeight)));
    for (const child of node.children) open.push({ node: child, parent: stack });
  }
  return profile;
}

function frame({ function: name, file, line, column }: FlameNode): Frame {
  return frameOf(name, file, line, column);
}
