import type { OtlpTargets } from "./courier.ts";
import type { Signal } from "./signal.ts";
import { type Gzip, Transport } from "./transport.ts";

/** A transport for each signal, made when it is needed. */
export class Transports {
  readonly #targets: OtlpTargets;
  readonly #gzip: Gzip;
  readonly #made = new Map<Signal, Transport>();

  constructor(targets: OtlpTargets, gzip: Gzip) {
    this.#targets = targets;
    this.#gzip = gzip;
  }

  to(signal: Signal): Transport {
    let transport = this.#made.get(signal);
    if (transport === undefined) this.#made.set(signal, (transport = new Transport(this.#targets[signal], this.#gzip)));
    return transport;
  }

  hurry(): void {
    for (const transport of this.#made.values()) transport.hurry();
  }

  close(): void {
    for (const transport of this.#made.values()) transport.close();
    this.#made.clear();
  }
}
