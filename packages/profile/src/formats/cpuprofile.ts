/**
 * V8's `.cpuprofile`, as `node --cpu-prof` and Chrome DevTools write and open it: a tree of nodes, samples that name nodes, and the
 * microseconds between them. Lines are those where functions begin. Written: one entry for each different stack, lasting as long as all its samples,
 * rounded to microseconds; where the unit is not time, one unit lasts a microsecond. Kinds, start and number of samples are not kept.
 */
import { BoundedProfile } from "../bounded-profile.ts";
import { LIMITS, checkLimit, type Limits } from "../limits.ts";
import { ROOT, type Profile, type StackId } from "../profile.ts";
import { ProfileError } from "../profile-error.ts";
import { parseBoundedJson } from "./bounded-json.ts";
import type { ProfileReader, ProfileWriter, ReadOptions } from "./format.ts";
import { looksLikeJson, mentionsKey } from "./json-detect.ts";
import { JsonShape } from "./json-shape.ts";

const shape = new JsonShape("cpuprofile");

/** The node that stands for everything, which is no frame. */
const ROOT_NODE = "(root)";

const NANOS_PER_MICRO = 1_000;

export const cpuprofileReader: ProfileReader = {
  format: "cpuprofile",

  detects: (bytes) => looksLikeJson(bytes) && mentionsKey(bytes, "nodes") && mentionsKey(bytes, "callFrame"),

  read(bytes, { limits, about }: ReadOptions = {}) {
    const all: Limits = { ...LIMITS, ...limits };
    const file = shape.object(parseBoundedJson("cpuprofile", bytes, all), "the file");
    const nodes = shape.array(shape.get(file, "nodes"), "nodes");
    checkLimit("cpuprofile", "stacks", nodes.length, all);
    const start = shape.number(shape.get(file, "startTime"), "startTime");
    const end = shape.number(shape.get(file, "endTime"), "endTime");
    if (end < start) throw shape.error(end, `a number from ${start}, the startTime`, "endTime");
    const parsed = nodes.map(parseNode);
    const times = shape.get(file, "samples") === undefined ? undefined : sampleTimes(file, start, end, all);
    const count = times ? times.nodes.length : parsed.reduce((sum, { hits }) => sum + hits, 0);
    const bounded = new BoundedProfile(
      "cpuprofile",
      {
        sampleType: "wall",
        unit: "nanoseconds",
        period: count === 0 ? 0 : Math.round(((end - start) * NANOS_PER_MICRO) / count),
        durationNano: BigInt(Math.round((end - start) * NANOS_PER_MICRO)),
        ...about,
      },
      all,
    );
    const stacks = stacksOf(parsed, bounded);
    if (times) {
      times.nodes.forEach((id, i) => {
        const stack = stacks.get(id);
        if (stack === undefined) throw shape.error(id, "the id of a node", "samples", i);
        bounded.addTo(stack, (times.micros[i] as number) * NANOS_PER_MICRO);
      });
    } else {
      const each = ((end - start) * NANOS_PER_MICRO) / Math.max(1, count);
      for (const { id, hits } of parsed) if (hits > 0) bounded.addTo(stacks.get(id) as StackId, hits * each, hits);
    }
    return [bounded.profile];
  },
};

interface CpuNode {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly hits: number;
  readonly children: readonly number[];
  readonly parent: number | undefined;
}

function parseNode(value: unknown, i: number): CpuNode {
  const node = shape.object(value, "nodes", i);
  const call = shape.object(shape.get(node, "callFrame"), "callFrame of nodes", i);
  const children = shape.get(node, "children");
  const parent = shape.get(node, "parent");
  const hits = shape.optionalNumber(shape.get(node, "hitCount"), "hitCount of nodes", i);
  if (hits < 0) throw shape.error(hits, "a number from 0", "hitCount of nodes", i);
  return {
    id: shape.number(shape.get(node, "id"), "id of nodes", i),
    name: shape.text(shape.get(call, "functionName"), "functionName of nodes", i),
    file: shape.optionalText(shape.get(call, "url"), "url of nodes", i),
    line: shape.optionalNumber(shape.get(call, "lineNumber"), "lineNumber of nodes", i) + 1,
    column: shape.optionalNumber(shape.get(call, "columnNumber"), "columnNumber of nodes", i) + 1,
    hits,
    children:
      children === undefined ? [] : shape.array(children, "children of nodes", i).map((id) => shape.number(id, "children of nodes", i)),
    parent: parent === undefined ? undefined : shape.number(parent, "parent of nodes", i),
  };
}

/** The stack of each node, by its id. Throws ProfileError for nodes that are missing, doubled, or called by two or in a circle. */
function stacksOf(nodes: readonly CpuNode[], bounded: BoundedProfile): Map<number, StackId> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  if (byId.size !== nodes.length) throw new ProfileError("Cannot read cpuprofile profile: two nodes have one id, expected an id for each");
  const children = new Map<number, number[]>();
  const called = new Set<number>();
  const link = (parent: number, child: number) => {
    if (!byId.has(child) || !byId.has(parent)) throw shape.error(byId.has(child) ? parent : child, "the id of a node", "a child");
    if (called.has(child)) throw new ProfileError(`Cannot read cpuprofile profile: node ${child} has two parents, expected a tree`);
    called.add(child);
    const siblings = children.get(parent);
    if (siblings) siblings.push(child);
    else children.set(parent, [child]);
  };
  for (const node of nodes) for (const child of node.children) link(node.id, child);
  for (const node of nodes) if (node.parent !== undefined && !called.has(node.id)) link(node.parent, node.id);
  const stacks = new Map<number, StackId>();
  const next = nodes.filter(({ id }) => !called.has(id)).map((node) => ({ node, parent: ROOT }));
  for (let entry = next.pop(); entry; entry = next.pop()) {
    const { node, parent } = entry;
    const stack =
      node.name === ROOT_NODE && parent === ROOT
        ? ROOT
        : bounded.child(
            parent,
            bounded.frameId(node.name, node.file, node.file === "" ? 0 : node.line, node.file === "" ? 0 : node.column),
          );
    stacks.set(node.id, stack);
    for (const child of children.get(node.id) ?? []) next.push({ node: byId.get(child) as CpuNode, parent: stack });
  }
  if (stacks.size !== nodes.length)
    throw new ProfileError("Cannot read cpuprofile profile: nodes call each other in a circle, expected a tree");
  return stacks;
}

/** Which node each sample was in, and for how many microseconds: until the next sample, the last one until the end. */
function sampleTimes(
  file: object,
  start: number,
  end: number,
  limits: Limits,
): { readonly nodes: number[]; readonly micros: Float64Array } {
  const samples = shape.array(shape.get(file, "samples"), "samples");
  const deltas = shape.array(shape.get(file, "timeDeltas"), "timeDeltas");
  checkLimit("cpuprofile", "samples", samples.length, limits);
  if (samples.length !== deltas.length)
    throw new ProfileError(
      `Cannot read cpuprofile profile: ${samples.length} samples and ${deltas.length} timeDeltas, expected as many of both`,
    );
  const at = new Float64Array(samples.length);
  let time = start;
  for (let i = 0; i < samples.length; i++) at[i] = time += shape.number(deltas[i], "timeDeltas", i);
  // V8 stamps samples in a signal handler: now and then one is out of order, and DevTools sorts them too.
  const order = Array.from(at.keys()).toSorted((one, other) => (at[one] as number) - (at[other] as number));
  const nodes = order.map((i) => shape.number(samples[i], "samples", i));
  const micros = new Float64Array(order.length);
  order.forEach((i, rank) => {
    const following = order[rank + 1];
    micros[rank] = Math.max(0, (following === undefined ? Math.max(end, at[i] as number) : (at[following] as number)) - (at[i] as number));
  });
  return { nodes, micros };
}

export const cpuprofileWriter: ProfileWriter = {
  format: "cpuprofile",
  contentType: "application/json",
  extension: ".cpuprofile",

  write(profile: Profile) {
    const perMicro = profile.unit === "nanoseconds" ? NANOS_PER_MICRO : 1;
    const children: number[][] = Array.from({ length: profile.stacks }, () => []);
    for (let stack: StackId = ROOT + 1; stack < profile.stacks; stack++) children[profile.parentOf(stack)]?.push(stack);
    const nodes = children.map((called, stack) => ({
      id: stack + 1,
      callFrame: callFrame(profile, stack),
      hitCount: Math.round(profile.samplesOf(stack)),
      ...(called.length > 0 && { children: called.map((child) => child + 1) }),
    }));
    const samples: number[] = [];
    const timeDeltas: number[] = [];
    let [weight, passed, lasted] = [0, 0, 0];
    // Depth first, so that DevTools draws what has the same callers side by side.
    const next: StackId[] = [ROOT];
    for (let stack = next.pop(); stack !== undefined; stack = next.pop()) {
      if (profile.weightOf(stack) > 0) {
        samples.push(stack + 1);
        timeDeltas.push(lasted);
        weight += profile.weightOf(stack);
        lasted = Math.round(weight / perMicro) - passed;
        passed += lasted;
      }
      for (const child of (children[stack] ?? []).toReversed()) next.push(child);
    }
    return new TextEncoder().encode(JSON.stringify({ nodes, startTime: 0, endTime: passed, samples, timeDeltas }));
  },
};

function callFrame(profile: Profile, stack: StackId) {
  if (stack === ROOT) return { functionName: ROOT_NODE, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 };
  const frame = profile.frame(profile.frameOf(stack));
  // DevTools takes paths for URLs of the page unless they say that they are files.
  const url = /^(?:\/|[A-Za-z]:[/\\])/.test(frame.file)
    ? `file://${frame.file.startsWith("/") ? "" : "/"}${encodeURI(frame.file.toWellFormed())}`
    : frame.file;
  return { functionName: frame.function, scriptId: "0", url, lineNumber: frame.line - 1, columnNumber: frame.column - 1 };
}
