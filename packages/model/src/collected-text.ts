import { durationText } from "./duration-text.ts";

/** That a block was garbage collection most of the time: `garbage collection (420 ms of 433 ms)`; empty: it was not, or not as far as is known. */
export function collectedText({ collectedNano, durationNano }: { readonly collectedNano: string; readonly durationNano: string }): string {
  const [collected, lasted] = [BigInt(collectedNano), BigInt(durationNano)];
  if (collected === 0n || collected * 2n < lasted) return "";
  return `garbage collection (${durationText(collected)} of ${durationText(lasted)})`;
}
