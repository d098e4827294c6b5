import { type Frame, frameOf, type Profile, ROOT, type StackId } from "@throughline/profile";
import type { CdpProfile } from "../attach/cdp-session.ts";
import type { SourcePlaces } from "../dump/source-places.ts";
import { SAMPLER_URL } from "./thread-sampler.ts";

const NANOS_PER_MICRO = 1_000;
/** What the sampler calls, native functions of the inspector: a sample may come before V8 has told of the expression that calls them. */
const SAMPLER_FUNCTIONS: ReadonlySet<string> = new Set(["profile", "profileEnd"]);

/**
 * Adds the samples of a profile of V8 to a profile of wall time in nanoseconds.
 * @param below frames below all of its stacks, such as one that names the thread
 */
export function addSamples(
  into: Profile,
  { nodes, samples = [], timeDeltas = [] }: CdpProfile,
  places: SourcePlaces,
  below: readonly Frame[],
): void {
  const base = into.stackOf(below.map((frame) => into.frameId(frame)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stacks = new Map<number, StackId | undefined>();
  const [root] = nodes;
  if (root === undefined) return;
  // Parents first; without recursion, for stacks may be deep.
  const open: { id: number; parent: StackId | undefined; isRoot: boolean }[] = [{ id: root.id, parent: base, isRoot: true }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = byId.get(next.id);
    if (node === undefined) continue;
    const { functionName, url, lineNumber, columnNumber } = node.callFrame;
    let stack: StackId | undefined = next.parent;
    if (url === SAMPLER_URL || (url === "" && SAMPLER_FUNCTIONS.has(functionName))) stack = undefined;
    else if (!next.isRoot && stack !== undefined) {
      const place = url === "" ? { file: "", line: 0, column: 0 } : places.written(url, lineNumber + 1, columnNumber + 1);
      stack = into.child(stack, into.frameId(frameOf(functionName, place.file, place.line, place.column)));
    }
    stacks.set(node.id, stack);
    for (const child of node.children ?? []) open.push({ id: child, parent: stack, isRoot: false });
  }
  for (const [at, id] of samples.entries()) {
    const stack = stacks.get(id);
    // V8 orders samples by when they were made, not by when they were taken: a delta may be negative.
    const micros = Math.max(0, timeDeltas[at] ?? 0);
    if (stack !== undefined && stack !== ROOT) into.addTo(stack, micros * NANOS_PER_MICRO, 1);
  }
}
