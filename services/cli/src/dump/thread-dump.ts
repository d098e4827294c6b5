import type { Frame } from "@throughline/profile";

/** A place where a thread is in code: where that was written, if a source map says so. */
export interface DumpFrame extends Frame {
  /** Names and values, shortened; values of names that look secret are `[redacted]`. Only if asked for. */
  readonly locals?: Readonly<Record<string, string>>;
}

/** What a thread does. */
export interface ThreadDump {
  /** Node's `threadId`: 0 is the main thread. */
  readonly threadId: number;
  readonly name: string;
  /** `silent`: it did not answer; it is in native code. */
  readonly state: "active" | "idle" | "silent";
  /** What an idle thread waits for: how many of each of Node's resources that keep it alive. */
  readonly waitingFor: Readonly<Record<string, number>>;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly correlationId?: string;
  /** Innermost first. */
  readonly frames: readonly DumpFrame[];
}

/** What a process does. */
export interface ProcessDump {
  readonly pid: number;
  readonly command: readonly string[];
  readonly executable: string;
  /** Empty if it did not say. */
  readonly nodeVersion: string;
  readonly uptimeSeconds: number | null;
  readonly threads: readonly ThreadDump[];
}
