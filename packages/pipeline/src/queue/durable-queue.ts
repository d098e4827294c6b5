/**
 * The durable queue: what a request brought, from the moment it is on disk (its sender gets a 200 then) until ClickHouse has
 * acknowledged it.
 *
 * Invariants
 * - `put` resolves after its body is synced to disk; many puts share one sync.
 * - A batch's boundary (which bodies, which token) is synced before anyone sees the batch. After any crash the next `open` gives
 *   the same bodies under the same token again, in the same order, before anything else.
 * - A batch that can be stored in part for now is parked: it keeps bodies, boundary and token, and the next may be claimed.
 * - Bodies leave only with `remove`, together with their boundary, in one transaction.
 * - A body that was put within the last ten minutes is known again by its hash: a sender that timed out may send it again.
 * - What is in memory follows each transaction at once, and the sync is waited for after it: whatever failed because its sync came late may be
 *   asked for again.
 *
 * Layout: one LMDB environment with, for each channel,
 *   `<channel>.bodies`   number → bytes
 *   `<channel>.items`    number → what `put` was told of the body (MessagePack), and its length
 *   `<channel>.batch`    "current" → boundary of the batch under way; token → that of a parked one
 *   `<channel>.hashes`   SHA-256 of a body (first 16 bytes, hex) → Unix milliseconds; `<channel>.times`: [milliseconds, hash], to forget them by age
 *
 * A crash leaves at worst a body that was synced but not answered, which its sender sends again and the hash recognizes.
 * LMDB's file does not shrink; pages of removed bodies are used again.
 */
import { hash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { type Database, open, type RootDatabase } from "lmdb";
import { UnavailableError } from "../unavailable.ts";
import { freeBytes } from "./free-bytes.ts";

/** Space on the volume that the queue leaves to others, so that ClickHouse can still merge. */
const RESERVED_BYTES = 128 * 1024 * 1024;
const RETRY_AFTER_MS = 5_000;
/** How long a body is known again. */
const REMEMBER_MS = 10 * 60_000;
/** Hashes forgotten with one put, at most: more than one keeps up with what comes. */
const FORGET_AT_ONCE = 8;

/** What is kept beside a body. */
export interface ItemNote {
  /** Rows that the body will become. */
  readonly rows: number;
  /** When it came, in Unix milliseconds. */
  readonly receivedAt: number;
}

interface StoredItem<Note> {
  readonly bytes: number;
  readonly note: Note;
}

interface ReadyItem extends Pick<ItemNote, "rows" | "receivedAt"> {
  /** When it became ready, by a clock that is never set back; 0 for what was found at start. */
  readonly since: number;
  readonly number: number;
  readonly bytes: number;
}

interface Boundary {
  readonly token: string;
  readonly numbers: readonly number[];
  /** When the batch was first handed out, in Unix milliseconds. */
  readonly since: number;
}

/** Bodies that go out together, under one token. */
export interface QueuedBatch<Note extends ItemNote> {
  readonly token: string;
  readonly items: readonly { readonly body: Uint8Array; readonly note: Note }[];
  readonly rows: number;
  readonly bytes: number;
  /** When it was first handed out, in Unix milliseconds. */
  readonly since: number;
  /** An earlier process had handed it out: it may have arrived. */
  readonly recovered: boolean;
}

export interface ClaimOptions {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** How long the first body may wait for company, in milliseconds. */
  readonly lingerMs: number;
  /** Aborting it ends the wait; what is in the queue stays there. */
  readonly signal: AbortSignal;
}

/** The bodies of all channels share one bound. */
export class DurableQueue {
  readonly #root: RootDatabase;
  readonly #path: string;
  readonly #maxBytes: number;
  #bytes = 0;
  /** Of them, those that are being written: the disk does not know them yet. */
  #beingWritten = 0;
  #refusal: string | undefined;

  private constructor(path: string, maxBytes: number) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#root = open({ path, maxDbs: 32 });
  }

  /** Opens the queue in a folder, which must belong to this process alone. `maxBytes`: bodies that may wait. */
  static open(path: string, maxBytes: number): DurableQueue {
    return new DurableQueue(path, maxBytes);
  }

  /** Bytes of bodies on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Why the last body was refused; undefined when it was taken. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** A channel, with what an earlier process left in it. Call once for each name. */
  channel<Note extends ItemNote>(name: string): QueueChannel<Note> {
    return new QueueChannel<Note>(name, this.#root, {
      reserve: (bytes) => this.#reserve(bytes),
      written: (bytes) => {
        this.#beingWritten -= bytes;
      },
      add: (bytes) => {
        this.#bytes += bytes;
      },
    });
  }

  async close(): Promise<void> {
    await synced(this.#root);
    await this.#root.close();
  }

  /** @throws UnavailableError when the bound or the disk does not allow it. */
  #reserve(bytes: number): void {
    this.#refusal = this.#whyNot(bytes);
    if (this.#refusal !== undefined) throw new UnavailableError(this.#refusal, RETRY_AFTER_MS);
    this.#bytes += bytes;
    this.#beingWritten += bytes;
  }

  #whyNot(bytes: number): string | undefined {
    if (this.#bytes + bytes > this.#maxBytes) return `the queue is full: ${this.#bytes} of ${this.#maxBytes} bytes wait for ClickHouse`;
    if (freeBytes(this.#path) < RESERVED_BYTES + this.#beingWritten + bytes) return "the disk of the queue is full";
    return undefined;
  }
}

interface Space {
  /** Takes space for a body that is about to be put. */
  reserve(bytes: number): void;
  /** A body is on disk, or will not be. */
  written(bytes: number): void;
  /** Gives it back (negative), or counts what was found at start. */
  add(bytes: number): void;
}

/** Bodies of one kind, first in first out. */
export class QueueChannel<Note extends ItemNote> {
  readonly name: string;
  readonly #root: RootDatabase;
  readonly #space: Space;
  readonly #bodies: Database<Uint8Array, number>;
  readonly #items: Database<StoredItem<Note>, number>;
  readonly #batch: Database<Boundary, string>;
  readonly #hashes: Database<number, string>;
  readonly #times: Database<boolean, [number, string]>;
  /** Synced and in no batch yet, oldest first. */
  readonly #ready: ReadyItem[] = [];
  readonly #beingPut = new Map<string, Promise<unknown>>();
  #recovered: Boundary | undefined;
  /** The next to be tried first. */
  #parked: Boundary[] = [];
  /** When the oldest body of each batch came, by token. */
  readonly #oldestOf = new Map<string, number>();
  #nextNumber = 1;
  #waitingBytes = 0;
  #readyRows = 0;
  #readyBytes = 0;
  #wake: () => void = () => {};

  constructor(name: string, root: RootDatabase, space: Space) {
    this.name = name;
    this.#root = root;
    this.#space = space;
    this.#bodies = root.openDB({ name: `${name}.bodies`, encoding: "binary" });
    this.#items = root.openDB({ name: `${name}.items` });
    this.#batch = root.openDB({ name: `${name}.batch` });
    this.#hashes = root.openDB({ name: `${name}.hashes` });
    this.#times = root.openDB({ name: `${name}.times` });
    this.#recover();
  }

  /** Bytes that wait, the batch under way included. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** How many batches are parked. */
  get parked(): number {
    return this.#parked.length;
  }

  /** When the oldest body came that waits, is under way or is parked, in Unix milliseconds; undefined if there is none. */
  get oldest(): number | undefined {
    const [first] = this.#ready;
    const oldest = Math.min(...this.#oldestOf.values(), first?.receivedAt ?? Infinity);
    return Number.isFinite(oldest) ? oldest : undefined;
  }

  /**
   * Resolves when the body is on disk: "stored", or "known" if the same bytes were put within the last ten minutes.
   * @throws UnavailableError when the queue or its disk is full, or the disk does not sync in time: then the body is here, and known.
   */
  async put(body: Uint8Array, note: Note): Promise<"stored" | "known"> {
    const key = keyOf(body);
    const samePut = this.#beingPut.get(key);
    if (samePut) {
      await samePut;
      return "known";
    }
    const since = this.#hashes.get(key);
    if (since !== undefined && Math.abs(note.receivedAt - since) < REMEMBER_MS) {
      await synced(this.#root).catch(cannotWrite);
      return "known";
    }
    this.#space.reserve(body.length);
    const work = this.#store(key, body, note);
    this.#beingPut.set(key, work);
    try {
      await work;
    } finally {
      this.#beingPut.delete(key);
    }
    return "stored";
  }

  /**
   * The next batch, its boundary synced: at most `maxRows` and `maxBytes` (but at least one body), when there is that much or the first
   * body has waited long enough. Undefined when `signal` is aborted first. One batch at a time: `remove` it before the next claim.
   */
  async claim(options: ClaimOptions): Promise<QueuedBatch<Note> | undefined> {
    if (this.#recovered) {
      const batch = this.#load(this.#recovered, true);
      this.#recovered = undefined;
      return batch;
    }
    if (!(await this.#enough(options))) return undefined;
    const numbers: number[] = [];
    let rows = 0;
    let bytes = 0;
    for (const item of this.#ready) {
      if (numbers.length > 0 && (rows + item.rows > options.maxRows || bytes + item.bytes > options.maxBytes)) break;
      numbers.push(item.number);
      rows += item.rows;
      bytes += item.bytes;
    }
    const boundary: Boundary = { token: crypto.randomUUID(), numbers, since: Date.now() };
    await commit(this.#root, (write) => write(this.#batch.put("current", boundary)));
    await synced(this.#root);
    const taken = this.#ready.splice(0, numbers.length);
    this.#oldestOf.set(boundary.token, Math.min(...taken.map(({ receivedAt }) => receivedAt)));
    this.#readyRows -= rows;
    this.#readyBytes -= bytes;
    return this.#load(boundary, false);
  }

  /** A part of the batch cannot be stored for now: it stays as it is, also after a new start, and the next may be claimed. Safe to call twice. */
  async park(batch: QueuedBatch<Note>): Promise<void> {
    const boundary = this.#batch.get("current");
    if (boundary?.token === batch.token) {
      await commit(this.#root, (write) => {
        write(this.#batch.put(batch.token, boundary));
        write(this.#batch.remove("current"));
      });
      this.#parked.push(boundary);
    }
    await synced(this.#root);
  }

  /** A parked batch, of which there must be one; when it stays parked, the others come first the next time. */
  nextParked(): QueuedBatch<Note> {
    const [boundary, ...others] = this.#parked;
    if (!boundary) throw new Error(`no batch of ${this.name} is parked`);
    this.#parked = [...others, boundary];
    return this.#load(boundary, true);
  }

  /** The batch is stored for good elsewhere. With `forget` its bodies are not known again: their senders may send them once more. Safe to call twice. */
  async remove(batch: QueuedBatch<Note>, { forget = false }: { forget?: boolean } = {}): Promise<void> {
    const key = this.#batch.get("current")?.token === batch.token ? "current" : batch.token;
    const boundary = this.#batch.get(key);
    if (boundary) {
      await commit(this.#root, (write) => {
        if (forget) for (const { body } of batch.items) write(this.#hashes.remove(keyOf(body)));
        for (const number of boundary.numbers) {
          write(this.#bodies.remove(number));
          write(this.#items.remove(number));
        }
        write(this.#batch.remove(key));
      });
      this.#parked = this.#parked.filter(({ token }) => token !== batch.token);
      this.#oldestOf.delete(batch.token);
      this.#waitingBytes -= batch.bytes;
      this.#space.add(-batch.bytes);
    }
    await synced(this.#root);
  }

  async #store(key: string, body: Uint8Array, note: Note): Promise<void> {
    const number = this.#nextNumber++;
    try {
      await commit(this.#root, (write) => {
        write(this.#bodies.put(number, body));
        write(this.#items.put(number, { bytes: body.length, note }));
        write(this.#hashes.put(key, note.receivedAt));
        write(this.#times.put([note.receivedAt, key], true));
        this.#forget(note.receivedAt - REMEMBER_MS, write);
      });
    } catch (error) {
      this.#space.add(-body.length);
      cannotWrite(error);
    } finally {
      this.#space.written(body.length);
    }
    this.#waitingBytes += body.length;
    this.#offer({ number, bytes: body.length, rows: note.rows, receivedAt: note.receivedAt, since: performance.now() });
    await synced(this.#root).catch(cannotWrite);
  }

  #offer(item: ReadyItem): void {
    this.#ready.push(item);
    this.#readyRows += item.rows;
    this.#readyBytes += item.bytes;
    this.#wake();
  }

  #forget(before: number, write: Write): void {
    for (const time of this.#times.getKeys({ end: [before, ""], limit: FORGET_AT_ONCE })) {
      write(this.#times.remove(time));
      if (this.#hashes.get(time[1]) === time[0]) write(this.#hashes.remove(time[1]));
    }
  }

  #load(boundary: Boundary, recovered: boolean): QueuedBatch<Note> {
    const items = boundary.numbers.map((number) => {
      const body = this.#bodies.get(number);
      const item = this.#items.get(number);
      if (!body || !item) throw new Error(`the queue's ${this.name} lack body ${number} of batch ${boundary.token}`);
      return { body, note: item.note };
    });
    const rows = items.reduce((sum, { note }) => sum + note.rows, 0);
    const bytes = items.reduce((sum, { body }) => sum + body.length, 0);
    return { token: boundary.token, items, rows, bytes, since: boundary.since, recovered };
  }

  /** Waits until a batch is worth claiming; false when the signal came first. */
  async #enough({ maxRows, maxBytes, lingerMs, signal }: ClaimOptions): Promise<boolean> {
    while (!signal.aborted) {
      const [first] = this.#ready;
      const wait = first && first.since + lingerMs - performance.now();
      if (wait !== undefined && (wait <= 0 || this.#readyRows >= maxRows || this.#readyBytes >= maxBytes)) return true;
      await this.#nextBody(wait === undefined ? undefined : Math.min(wait, lingerMs), signal);
    }
    return false;
  }

  /** Resolves when a body is ready, after `ms`, or when the signal is aborted: whichever is first. */
  #nextBody(ms: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.#wake(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", this.#wake);
        this.#wake = () => {};
        resolve();
      };
      signal.addEventListener("abort", this.#wake);
    });
  }

  #recover(): void {
    this.#recovered = this.#batch.get("current");
    const boundaries = [...this.#batch.getRange()].map(({ value }) => value);
    this.#parked = boundaries
      .filter(({ token }) => token !== this.#recovered?.token)
      .toSorted((a, b) => a.since - b.since || (a.numbers[0] ?? 0) - (b.numbers[0] ?? 0));
    const tokens = new Map(boundaries.flatMap(({ token, numbers }) => numbers.map((number) => [number, token])));
    for (const { key: number, value } of this.#items.getRange()) {
      this.#nextNumber = number + 1;
      this.#waitingBytes += value.bytes;
      this.#space.add(value.bytes);
      const { rows, receivedAt } = value.note;
      const token = tokens.get(number);
      if (token === undefined) this.#offer({ number, bytes: value.bytes, rows, receivedAt, since: 0 });
      else this.#oldestOf.set(token, Math.min(receivedAt, this.#oldestOf.get(token) ?? Infinity));
    }
  }
}

/** The first 16 bytes of its SHA-256, in hex. */
function keyOf(body: Uint8Array): string {
  return hash("sha256", body, "hex").slice(0, 32);
}

/** Takes the promise of one write inside a commit: it fails with the commit, which is what is waited for. */
type Write = (promise: Promise<boolean>) => void;

/**
 * Makes the writes of `change` one transaction, which is not synced yet.
 * @throws Error when it could not be written; then nothing of it is there.
 */
async function commit(root: RootDatabase, change: (write: Write) => void): Promise<void> {
  try {
    await root.batch(() => change((promise) => void promise.catch(() => {})));
  } catch (error) {
    // LMDB rejects a second promise with the same cause, which nobody else waits for.
    (error as { commitError?: Promise<unknown> }).commitError?.catch?.(() => {});
    throw error;
  }
}

/** What a sender is told: it may try again. */
function cannotWrite(error: unknown): never {
  throw new UnavailableError(`the queue cannot write: ${(error as Error).message}`, RETRY_AFTER_MS, { cause: error });
}

/** A sync that does not come back (measured: after a commit that failed) must not hold anyone for ever. */
const FLUSH_MS = 30_000;

/** Resolves when all that was committed is on disk. */
async function synced(root: RootDatabase): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the disk did not sync within ${FLUSH_MS / 1000} s`)), FLUSH_MS);
  });
  try {
    await Promise.race([root.flushed, late]);
  } finally {
    clearTimeout(timer);
  }
}
