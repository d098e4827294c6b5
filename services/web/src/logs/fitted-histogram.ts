import type { LogHistogram } from "@throughline/api";
import { api, type Parameters } from "../api/api.ts";
import { extentOf } from "./histogram-bars.ts";

/** Each time the steps become some sixty times shorter: from days to milliseconds. */
const TIMES = 4;

/** The histogram; where the range is all that is stored, of the part of it that has lines. */
export async function fittedHistogram(parameters: Parameters, isFitted: boolean, signal: AbortSignal): Promise<LogHistogram> {
  let found = await api.logHistogram(parameters, signal);
  if (!isFitted) return found;
  for (let times = 0; times < TIMES; times++) {
    const extent = extentOf(found);
    if (!extent) break;
    found = await api.logHistogram({ ...parameters, ...extent }, signal);
  }
  return found;
}
