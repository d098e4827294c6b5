import type { ClickHouse } from "@throughline/clickhouse";
import { LOGS, PROFILES, type Signal, TRACES } from "../signal.ts";
import { PROBE_LOG } from "./probe-log.ts";
import { PROBE_SAMPLE } from "./probe-sample.ts";
import { PROBE_SPAN } from "./probe-span.ts";
import { findProbe, type ProbeForm } from "./probe-item.ts";
import { reasonsText } from "../reasons-text.ts";
import { Probe } from "./probe.ts";

/** How long each waits for what it wrote: five times what senders are promised. */
const PATIENCE_MS = 10_000;

const FORMS: readonly (readonly [Signal, ProbeForm])[] = [
  [TRACES, PROBE_SPAN],
  [LOGS, PROBE_LOG],
  [PROFILES, PROBE_SAMPLE],
];

export interface ProbesOptions {
  /** From the start of one to the start of the next, in milliseconds. 0: there is none. */
  readonly intervalMs: number;
  readonly clickhouse: ClickHouse;
  /** Resolves when the request is durable, as for every sender. */
  readonly write: (signal: Signal, request: Uint8Array) => Promise<void>;
  /** Undefined: it was written, read and equal after `seconds`. */
  readonly onEnd: (signal: Signal, problem: string | undefined, seconds: number) => void;
}

/** A probe of each signal: they take roads of their own. */
export class Probes {
  readonly #isOff: boolean;
  readonly #probes: readonly (readonly [Signal, Probe])[];

  constructor({ intervalMs, clickhouse, write, onEnd }: ProbesOptions) {
    this.#isOff = intervalMs === 0;
    this.#probes = FORMS.map(([signal, form]) => {
      const probe = new Probe({
        intervalMs,
        patienceMs: PATIENCE_MS,
        write: (item) => write(signal, form.request(item)),
        find: (item, abort) => findProbe(clickhouse, signal.table, form, item, abort),
        onEnd: (problem, seconds) => onEnd(signal, problem, seconds),
      });
      return [signal, probe];
    });
  }

  start(): void {
    for (const [, probe] of this.#probes) probe.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#probes.map(([, probe]) => probe.stop()));
  }

  /** As of the last of each signal that has ended. */
  get state(): { readonly ok: boolean; readonly detail: string } {
    if (this.#isOff) return { ok: true, detail: "off" };
    const ends = this.#probes.flatMap(([{ name }, { last }]) => (last ? [{ name, ...last }] : []));
    const failed = ends.flatMap(({ name, problem }) => (problem === undefined ? [] : [[name, problem] as const]));
    if (failed.length > 0) return { ok: false, detail: reasonsText(failed) };
    if (ends.length < this.#probes.length) return { ok: true, detail: "none has ended yet" };
    return { ok: true, detail: `read back after ${Math.max(...ends.map(({ seconds }) => seconds)).toFixed(1)} s` };
  }
}
