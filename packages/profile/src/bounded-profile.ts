import { frameOf } from "./frame-of.ts";
import { checkLimit, LIMITS, type Limits } from "./limits.ts";
import { Profile, type FrameId, type ProfileAbout, type StackId } from "./profile.ts";
import { ProfileError } from "./profile-error.ts";

/** A profile that is being read from a file that nobody vouches for: every addition is checked against the limits first. */
export class BoundedProfile {
  readonly profile: Profile;
  readonly #format: string;
  readonly #limits: Limits;
  #samples = 0;

  constructor(format: string, about: ProfileAbout, limits: Partial<Limits> = {}) {
    this.profile = new Profile(about);
    this.#format = format;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Throws ProfileError for names that are too long or more frames than accepted. */
  frameId(functionName: string, file: string, line: number, column: number): FrameId {
    checkLimit(this.#format, "nameLength", Math.max(functionName.length, file.length), this.#limits);
    const id = this.profile.frameId(frameOf(functionName, file, line, column));
    checkLimit(this.#format, "frames", this.profile.frames.length, this.#limits);
    return id;
  }

  /** Throws ProfileError for a stack that is too deep or more stacks than accepted. */
  child(parent: StackId, frame: FrameId): StackId {
    const stack = this.profile.child(parent, frame);
    checkLimit(this.#format, "depth", this.profile.depthOf(stack), this.#limits);
    checkLimit(this.#format, "stacks", this.profile.stacks, this.#limits);
    return stack;
  }

  /** One entry of the file. Throws ProfileError for a weight that is negative or no number, or more entries than accepted. */
  addTo(stack: StackId, weight: number, samples = 1): void {
    if (!(weight >= 0 && weight < Infinity))
      throw new ProfileError(`Cannot read ${this.#format} profile: a sample weighs "${weight}", expected a number from 0`);
    checkLimit(this.#format, "samples", ++this.#samples, this.#limits);
    this.profile.addTo(stack, weight, samples);
  }
}
