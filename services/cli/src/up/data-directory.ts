import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type EmbeddedClickHouse, InUseError, releasePidFile, takePidFile } from "@throughline/clickhouse";
import { StartError } from "@throughline/pipeline";

/** A folder that belongs to one running Throughline at a time. */
export class DataDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws StartError when it cannot be made or a live Throughline uses it. */
  async lock(): Promise<void> {
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o700 });
      await takePidFile(this.#lockFile);
    } catch (error) {
      throw this.#startError(error, "is in use by the running Throughline with process ID");
    }
  }

  unlock(): void {
    releasePidFile(this.#lockFile);
  }

  /** @throws StartError when the engine of an earlier run does not end. */
  async startEngine(engine: EmbeddedClickHouse): Promise<void> {
    try {
      await engine.start();
    } catch (error) {
      throw error instanceof InUseError
        ? this.#startError(error, "is still in use by the ClickHouse engine of an earlier run, process ID")
        : new StartError((error as Error).message, { cause: error });
    }
  }

  get #lockFile(): string {
    return join(this.path, "throughline.pid");
  }

  #startError(error: unknown, inUse: string): StartError {
    const state = error instanceof InUseError ? `it ${inUse} ${error.pid}` : (error as Error).message;
    return new StartError(`Cannot use data directory "${this.path}": ${state}`, { cause: error });
  }
}
