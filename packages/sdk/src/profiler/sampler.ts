import type { SampledWindow } from "./sampled-window.ts";

/** Samples this thread. */
export interface Sampler {
  /** Begins a window. Throws if that cannot be. */
  start(): void;
  /**
   * Resolves at a moment at which a window can end without harm, soon. Holds nothing alive; may be pending for ever if the process ends.
   */
  quiet(): Promise<void>;
  /** Ends the window, and begins another one. Undefined if it told nothing. */
  next(): SampledWindow | undefined;
  /** Ends the window and samples no more, until the next `start`. */
  stop(): SampledWindow | undefined;
}
