import type { OtlpTargets } from "./courier.ts";
import type { PartialSuccess } from "./partial-success.ts";
import type { Signal } from "./signal.ts";
import type { WatchData } from "../watchdog/watch-messages.ts";

/** What the helper thread is started with. */
export interface CourierThreadData {
  readonly targets: OtlpTargets;
  /** One number: how many bodies are not settled. The sender counts up, the helper thread counts down and notifies. */
  readonly unsettled: Int32Array<SharedArrayBuffer>;
}

/** What the helper thread is told. */
export type ToCourierThread =
  | { readonly kind: "send"; readonly id: number; readonly signal: Signal; readonly body: Uint8Array; readonly millis: number }
  | { readonly kind: "hurry"; readonly millis: number }
  /** To watch the main thread from now on. */
  | { readonly kind: "watch"; readonly data: WatchData };

/** What the helper thread tells: a body is settled. Errors are text, for few of Node's survive the way. */
export interface FromCourierThread {
  readonly id: number;
  readonly answer?: PartialSuccess | undefined;
  readonly failure?: string;
}
