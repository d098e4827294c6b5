import { durationText } from "@throughline/model";

/** When something was, from the start of what is shown: `+12.5 ms`, `−3.00 ms`. */
export function offsetText(unixNano: string, startNano: bigint): string {
  const since = BigInt(unixNano) - startNano;
  return `${since < 0n ? "" : "+"}${durationText(since)}`;
}
