import type { OtlpTargets } from "./courier.ts";
import type { Signal } from "./signal.ts";
import { type Gzip, Transport } from "./transport.ts";

/** A transport for each signal, made when it is needed. */
export class Transports {
  readonly #targets: OtlpTargets;
  readonly #gzip: Gzip;
  readonly #made = new Map<Signal, Transport>();
  #hurryUntil = 0;

  constructor(targets: OtlpTargets, gzip: Gzip) {
    this.#targets = targets;
    this.#gzip = gzip;
  }

  to(signal: Signal): Transport {
    let transport = this.#made.get(signal);
    if (transport === undefined) {
      transport = new Transport(this.#targets[signal], this.#gzip);
      transport.hurry(this.#hurryUntil - performance.now());
      this.#made.set(signal, transport);
    }
    return transport;
  }

  /** Also for those that are made meanwhile. */
  hurry(millis: number): void {
    this.#hurryUntil = performance.now() + millis;
    for (const transport of this.#made.values()) transport.hurry(millis);
  }

  close(): void {
    for (const transport of this.#made.values()) transport.close();
    this.#made.clear();
  }
}
