import { mkdirSync, readdirSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AcceptedRequest } from "./encode/encoder.ts";
import type { Signal } from "./signal.ts";

/**
 * Batches that ClickHouse refuses for good: kept, not dropped and not tried for ever. Each is a folder with `error.json` and the
 * requests as they were queued (`0.pb`, `1.pb` …: OTLP protobuf, which can be sent again with any HTTP client).
 */
export class SetAside {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  /** Batches there are: those of earlier processes too, and not those that somebody has removed. */
  get count(): number {
    return readdirSync(this.#path).filter((name) => !name.startsWith(".")).length;
  }

  get path(): string {
    return this.#path;
  }

  /** Resolves when the batch is on disk. The same batch again, after a crash, takes the place of the first. */
  async keep(signal: Signal, token: string, requests: readonly AcceptedRequest[], error: Error): Promise<void> {
    const writing = join(this.#path, `.${token}`);
    await mkdir(writing, { recursive: true, mode: 0o700 });
    await Promise.all(requests.map(({ body }, index) => writeFile(join(writing, `${index}.pb`), body, { flush: true })));
    const about = { signal: signal.name, table: signal.table.name, token, setAsideAt: new Date().toISOString(), error: error.message };
    await writeFile(join(writing, "error.json"), `${JSON.stringify(about, null, 2)}\n`, { flush: true });
    const place = join(this.#path, `${signal.name}-${token}`);
    await rm(place, { recursive: true, force: true });
    await rename(writing, place);
  }
}
