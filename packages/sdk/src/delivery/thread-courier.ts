import workerThreads, { type Worker } from "node:worker_threads";
import type { Courier, OtlpTargets } from "./courier.ts";
import type { CourierThreadData, FromCourierThread, ToCourierThread } from "./courier-messages.ts";
import { LocalCourier } from "./local-courier.ts";
import type { PartialSuccess } from "./partial-success.ts";
import type { Signal } from "./signal.ts";

/** The text of `courier-thread.ts`, bundled, so that an app which bundles the SDK needs no second file. `build.mjs` puts it here. */
declare const COURIER_THREAD: string;

/** Node's own, taken before anybody in this process replaces it. */
const NodeWorker = workerThreads.Worker;

/** The helper thread's heap, in MB. What it sends lies outside of it. */
const HEAP_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

/** The variables that Node reads again in each thread and that matter for connections. NODE_OPTIONS is not among them: it is for the app. */
const VARIABLES = ["NODE_TLS_REJECT_UNAUTHORIZED", "NODE_USE_SYSTEM_CA", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"];
/** The same of Node's flags. */
const FLAGS = /^--(?:use-system-ca$|dns-result-order=)/;

/** Sends from a helper thread, which is started by the first body. If there can be none, or it dies, it sends from this thread. */
export class ThreadCourier implements Courier {
  readonly #targets: OtlpTargets;
  readonly #unsettled = new Int32Array(new SharedArrayBuffer(4));
  readonly #waiting = new Map<number, PromiseWithResolvers<PartialSuccess | undefined>>();
  #worker: Worker | undefined;
  #local: LocalCourier | undefined;
  #lastId = 0;
  #hurryUntil = 0;

  constructor(targets: OtlpTargets) {
    this.#targets = targets;
  }

  send(signal: Signal, body: Uint8Array<ArrayBuffer>, millis: number): Promise<PartialSuccess | undefined> {
    const worker = this.thread();
    if (worker === undefined) return this.#here().send(signal, body, millis);
    const settled = Promise.withResolvers<PartialSuccess | undefined>();
    const id = ++this.#lastId;
    this.#waiting.set(id, settled);
    Atomics.add(this.#unsettled, 0, 1);
    const message: ToCourierThread = { kind: "send", id, signal, body, millis };
    worker.postMessage(message, [body.buffer]);
    return settled.promise;
  }

  hurry(millis: number): void {
    this.#hurryUntil = performance.now() + millis;
    this.#local?.hurry(millis);
    this.#worker?.postMessage({ kind: "hurry", millis } satisfies ToCourierThread, []);
  }

  settle(millis: number): boolean {
    if (this.#local !== undefined) return this.#local.settle();
    const deadline = performance.now() + millis;
    for (;;) {
      const count = Atomics.load(this.#unsettled, 0);
      if (count === 0) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#unsettled, 0, count, left);
    }
  }

  close(): void {
    this.#local?.close();
    void this.#worker?.terminate();
    this.#ended("the SDK was shut down");
  }

  thread(): Worker | undefined {
    if (this.#local !== undefined) return undefined;
    try {
      return (this.#worker ??= this.#start());
    } catch {
      // The permission model forbids threads, or Node does not take one of the flags for them.
      this.#here();
      return undefined;
    }
  }

  #start(): Worker {
    const workerData: CourierThreadData = { targets: this.#targets, unsettled: this.#unsettled };
    const worker = new NodeWorker(COURIER_THREAD, {
      eval: true,
      name: "throughline",
      workerData,
      // Not the app's: what it preloads, and this SDK among it, is not for this thread.
      execArgv: connectionFlags(),
      env: Object.fromEntries(VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
      resourceLimits: HEAP_LIMITS,
      // It says nothing; and what Node might say in it is not to be seen in the app's output.
      stdout: true,
      stderr: true,
    });
    worker.on("message", ({ id, failure, answer }: FromCourierThread) => {
      const settled = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure === undefined) settled?.resolve(answer);
      else settled?.reject(new Error(failure));
    });
    worker.on("error", () => {});
    worker.on("exit", () => {
      if (worker !== this.#worker) return;
      this.#here();
      this.#ended("the SDK's helper thread has ended");
    });
    // A listener refs it, so this comes last.
    worker.unref();
    worker.postMessage({ kind: "hurry", millis: this.#hurryUntil - performance.now() } satisfies ToCourierThread, []);
    return worker;
  }

  /** From now on it is done in this thread. */
  #here(): LocalCourier {
    if (this.#local === undefined) {
      this.#local = new LocalCourier(this.#targets);
      this.#local.hurry(this.#hurryUntil - performance.now());
    }
    return this.#local;
  }

  #ended(why: string): void {
    this.#worker = undefined;
    Atomics.store(this.#unsettled, 0, 0);
    for (const settled of this.#waiting.values()) settled.reject(new Error(why));
    this.#waiting.clear();
  }
}

function connectionFlags(): string[] {
  return [...(process.env["NODE_OPTIONS"]?.split(/\s+/) ?? []), ...process.execArgv].filter((flag) => FLAGS.test(flag));
}
