import type { Frame } from "./frame.ts";
import { ROOT, type Profile, type StackId } from "./profile.ts";
import { byFrame } from "./tree.ts";

/** A function, all its lines and all ways to it together. */
export interface TopFunction extends Frame {
  /** What ran in the function itself, in the profile's unit. */
  self: number;
  /** The same and what it called; where it called itself, counted once. */
  total: number;
}

export interface TopOptions {
  /** Default: by self. */
  readonly by?: "self" | "total";
  /** Default: all. */
  readonly limit?: number;
}

/** Functions by what they weigh, heaviest first. A function is a name in a file; its line is the lowest that was seen. */
export function top(profile: Profile, { by = "self", limit = Infinity }: TopOptions = {}): TopFunction[] {
  const functions: TopFunction[] = [];
  const known = new Map<string, number>();
  const functionOf = profile.frames.map((frame) => {
    const key = `${frame.file}\0${frame.function}`;
    let id = known.get(key);
    if (id === undefined) {
      id = functions.length;
      known.set(key, id);
      functions.push({ ...frame, self: 0, total: 0 });
      return id;
    }
    const first = functions[id] as TopFunction;
    if (frame.line > 0 && (first.line === 0 || frame.line < first.line))
      functions[id] = { ...first, line: frame.line, column: frame.column };
    return id;
  });
  const totals = profile.totals();
  const running = new Int32Array(functions.length);
  walk(profile, {
    enter(stack) {
      const id = functionOf[profile.frameOf(stack)] as number;
      const entry = functions[id] as TopFunction;
      entry.self += profile.weightOf(stack);
      if (running[id] === 0) entry.total += totals[stack] as number;
      running[id] = (running[id] as number) + 1;
    },
    leave(stack) {
      const id = functionOf[profile.frameOf(stack)] as number;
      running[id] = (running[id] as number) - 1;
    },
  });
  const second = by === "self" ? "total" : "self";
  functions.sort((one, other) => other[by] - one[by] || other[second] - one[second] || byFrame(one, other));
  return functions.slice(0, limit);
}

/** Walks all stacks depth first, without recursion: stacks may be deep. */
function walk(profile: Profile, visit: { enter(stack: StackId): void; leave(stack: StackId): void }): void {
  const firstChild = new Int32Array(profile.stacks);
  const sibling = new Int32Array(profile.stacks);
  for (let stack = profile.stacks - 1; stack > ROOT; stack--) {
    const parent = profile.parentOf(stack);
    sibling[stack] = firstChild[parent] as number;
    firstChild[parent] = stack;
  }
  let stack: StackId = firstChild[ROOT] as number;
  while (stack > ROOT) {
    visit.enter(stack);
    if (firstChild[stack] !== 0) {
      stack = firstChild[stack] as number;
      continue;
    }
    while (stack > ROOT) {
      visit.leave(stack);
      if (sibling[stack] !== 0) break;
      stack = profile.parentOf(stack);
    }
    if (stack > ROOT) stack = sibling[stack] as number;
  }
}
