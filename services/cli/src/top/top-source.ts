import type { TopPart } from "./top-state.ts";
import type { TopSubject } from "./top-text.ts";

/** Where samples come from: a process, or a service. */
export interface TopSource {
  readonly subject: TopSubject;
  /** Fields that `--json` shows of it. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Whether the samples of the first interval need not be waited for. */
  readonly isStored: boolean;
  /** The samples since the last call, or none if there will be no more. */
  take(): Promise<readonly TopPart[] | undefined>;
}
