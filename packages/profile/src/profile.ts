import type { Frame, Stack } from "./frame.ts";

/** What the weights of a profile are, and of when. */
export interface ProfileAbout {
  /** `wall`, `cpu`, `alloc`, or the name that a foreign profiler gave. */
  readonly sampleType: string;
  /** `nanoseconds`, `bytes`, `count`, or the name that a foreign profiler gave. */
  readonly unit: string;
  /** Weight that one sample stands for, in the unit; 0 is unknown. */
  readonly period?: number;
  /** Nanoseconds since the Unix epoch; 0 is unknown. */
  readonly startTimeUnixNano?: bigint;
  /** How long samples were taken, in nanoseconds; 0 is unknown. */
  readonly durationNano?: bigint;
  /** What the profile is of, for people, such as the name of a thread; may be empty. */
  readonly name?: string;
}

/** Index of a frame among the frames of one profile. */
export type FrameId = number;

/** Index of a stack among the stacks of one profile. A stack's parent always has the smaller index. */
export type StackId = number;

/** The empty stack. */
export const ROOT: StackId = 0;

const NO_STACK = -1;

/**
 * Stacks and what they weigh.
 *
 * Frames are kept once; a stack is the stack it was called from and one more frame, so that stacks share what they have in common; a
 * sample adds to two numbers of its stack. Everything per stack lies in typed arrays: 32 bytes a stack, nothing a sample.
 *
 *     const profile = new Profile({ sampleType: "wall", unit: "nanoseconds", period: 10_000_000 });
 *     profile.add([main, handle, query], 10_000_000);                     // a stack and a weight
 *     const stack = profile.stackOf([main, handle].map((frame) => profile.frameId(frame)));
 *     for (const sample of samples) profile.addTo(stack, sample.weight);  // or: a stack once, then its samples
 *
 * Weights are doubles: sums are exact up to 2^53, 104 days in nanoseconds.
 */
export class Profile {
  readonly sampleType: string;
  readonly unit: string;
  readonly period: number;
  name: string;
  startTimeUnixNano: bigint;
  durationNano: bigint;

  readonly #frames: Frame[] = [];
  readonly #frameIds = new Map<string, FrameId>();

  #stacks = 1;
  #parents: Int32Array;
  #stackFrames: Int32Array;
  #depths: Int32Array;
  #weights: Float64Array;
  #counts: Float64Array;
  /** Open addressing: the stack that a parent and a frame make, plus one; 0 is free. Never more than half full. */
  #slots: Int32Array;

  #weight = 0;
  #count = 0;

  constructor(about: ProfileAbout) {
    this.sampleType = about.sampleType;
    this.unit = about.unit;
    this.period = about.period ?? 0;
    this.startTimeUnixNano = about.startTimeUnixNano ?? 0n;
    this.durationNano = about.durationNano ?? 0n;
    this.name = about.name ?? "";
    const capacity = 64;
    this.#parents = new Int32Array(capacity);
    this.#stackFrames = new Int32Array(capacity);
    this.#depths = new Int32Array(capacity);
    this.#weights = new Float64Array(capacity);
    this.#counts = new Float64Array(capacity);
    this.#slots = new Int32Array(2 * capacity);
    this.#parents[ROOT] = NO_STACK;
    this.#stackFrames[ROOT] = NO_STACK;
  }

  /** Sum of all weights. */
  get weight(): number {
    return this.#weight;
  }

  /** How many samples. */
  get samples(): number {
    return this.#count;
  }

  /** Every frame; its index is its id. */
  get frames(): readonly Frame[] {
    return this.#frames;
  }

  /** How many stacks there are, those that were only called through included. Ids are 0 (the empty stack) up to this. */
  get stacks(): number {
    return this.#stacks;
  }

  /** The id of `frame`: that of the frame with the same function, file, line and column if there is one. */
  frameId(frame: Frame): FrameId {
    const key = `${frame.line}:${frame.column}:${frame.file}\0${frame.function}`;
    let id = this.#frameIds.get(key);
    if (id === undefined) {
      id = this.#frames.length;
      this.#frames.push(frame);
      this.#frameIds.set(key, id);
    }
    return id;
  }

  /** The frame with the id `id`. Throws RangeError if there is none. */
  frame(id: FrameId): Frame {
    const frame = this.#frames[id];
    if (!frame) throw new RangeError(`Cannot give frame "${id}": expected a number below ${this.#frames.length}`);
    return frame;
  }

  /** The stack that is `parent` and then the frame `frame`. Throws RangeError if either does not exist. */
  child(parent: StackId, frame: FrameId): StackId {
    if (!(parent >= 0 && parent < this.#stacks))
      throw new RangeError(`Cannot use stack "${parent}": expected a number below ${this.#stacks}`);
    if (!(frame >= 0 && frame < this.#frames.length))
      throw new RangeError(`Cannot use frame "${frame}": expected a number below ${this.#frames.length}`);
    const mask = this.#slots.length - 1;
    let slot = hash(parent, frame) & mask;
    for (let taken = this.#slots[slot] as number; taken !== 0; taken = this.#slots[slot] as number) {
      if (this.#parents[taken - 1] === parent && this.#stackFrames[taken - 1] === frame) return taken - 1;
      slot = (slot + 1) & mask;
    }
    if (this.#stacks === this.#parents.length) {
      this.#grow();
      return this.child(parent, frame);
    }
    const stack = this.#stacks++;
    this.#parents[stack] = parent;
    this.#stackFrames[stack] = frame;
    this.#depths[stack] = (this.#depths[parent] as number) + 1;
    this.#slots[slot] = stack + 1;
    return stack;
  }

  /** The stack made of the frames with these ids, root first. */
  stackOf(frames: ArrayLike<FrameId>): StackId {
    let stack: StackId = ROOT;
    for (let i = 0; i < frames.length; i++) stack = this.child(stack, frames[i] as FrameId);
    return stack;
  }

  /** Adds samples of a stack that weigh `weight` together. Throws RangeError for a negative or infinite weight or count. */
  addTo(stack: StackId, weight: number, samples = 1): void {
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`Cannot add weight "${weight}": expected a number from 0`);
    if (!(samples >= 0 && samples < Infinity)) throw new RangeError(`Cannot add "${samples}" samples: expected a number from 0`);
    if (!(stack >= 0 && stack < this.#stacks)) throw new RangeError(`Cannot use stack "${stack}": expected a number below ${this.#stacks}`);
    this.#weights[stack] = (this.#weights[stack] as number) + weight;
    this.#counts[stack] = (this.#counts[stack] as number) + samples;
    this.#weight += weight;
    this.#count += samples;
  }

  /** Adds samples of a stack, root first, that weigh `weight` together. Gives the stack's id, to which more may be added. */
  add(stack: Stack, weight: number, samples = 1): StackId {
    let id: StackId = ROOT;
    for (const frame of stack) id = this.child(id, this.frameId(frame));
    this.addTo(id, weight, samples);
    return id;
  }

  /** The stack that `stack` was called from; -1 for the empty stack. */
  parentOf(stack: StackId): StackId {
    return this.#parents[stack] ?? NO_STACK;
  }

  /** The last frame of a stack, the one that ran; -1 for the empty stack. */
  frameOf(stack: StackId): FrameId {
    return this.#stackFrames[stack] ?? NO_STACK;
  }

  /** How many frames a stack has. */
  depthOf(stack: StackId): number {
    return this.#depths[stack] ?? 0;
  }

  /** What the samples of exactly this stack weigh. */
  weightOf(stack: StackId): number {
    return this.#weights[stack] ?? 0;
  }

  /** How many samples have exactly this stack. */
  samplesOf(stack: StackId): number {
    return this.#counts[stack] ?? 0;
  }

  /** Ids of a stack's frames, root first. */
  frameIdsOf(stack: StackId): Int32Array {
    const ids = new Int32Array(this.depthOf(stack));
    for (let at = stack, i = ids.length - 1; i >= 0; i--, at = this.parentOf(at)) ids[i] = this.frameOf(at);
    return ids;
  }

  /** A stack's frames, root first. */
  framesOf(stack: StackId): Frame[] {
    return Array.from(this.frameIdsOf(stack), (id) => this.frame(id));
  }

  /** Per stack, what its samples and those of the stacks that it called weigh; index 0 is everything. */
  totals(): Float64Array {
    const totals = this.#weights.slice(0, this.#stacks);
    for (let stack = this.#stacks - 1; stack > ROOT; stack--) {
      const parent = this.#parents[stack] as number;
      totals[parent] = (totals[parent] as number) + (totals[stack] as number);
    }
    return totals;
  }

  /** Every stack that has samples, with their weight and number, in the order in which the stacks were first seen. */
  *[Symbol.iterator](): Generator<{ readonly stack: StackId; readonly weight: number; readonly samples: number }> {
    for (let stack = ROOT; stack < this.#stacks; stack++)
      if (this.weightOf(stack) > 0 || this.samplesOf(stack) > 0)
        yield { stack, weight: this.weightOf(stack), samples: this.samplesOf(stack) };
  }

  #grow(): void {
    const capacity = this.#parents.length * 2;
    this.#parents = copyInto(new Int32Array(capacity), this.#parents);
    this.#stackFrames = copyInto(new Int32Array(capacity), this.#stackFrames);
    this.#depths = copyInto(new Int32Array(capacity), this.#depths);
    this.#weights = copyInto(new Float64Array(capacity), this.#weights);
    this.#counts = copyInto(new Float64Array(capacity), this.#counts);
    this.#slots = new Int32Array(2 * capacity);
    const mask = this.#slots.length - 1;
    for (let stack = 1; stack < this.#stacks; stack++) {
      let slot = hash(this.#parents[stack] as number, this.#stackFrames[stack] as number) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = stack + 1;
    }
  }
}

function hash(parent: number, frame: number): number {
  let bits = Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  return bits ^ (bits >>> 13);
}

function copyInto<Numbers extends Int32Array | Float64Array>(to: Numbers, from: Numbers): Numbers {
  to.set(from);
  return to;
}
