import type { Contestant } from "./contestant.ts";
import { ours, oursCheck, oursRedact, oursWithCheck } from "./ours.ts";
import { protobufjsDecode, protobufjsJson } from "./protobufjs.ts";

/** In the order of the table; the first is what the others are compared with. */
export const CONTESTANTS: Readonly<Record<string, () => Contestant>> = {
  ours,
  oursCheck,
  oursWithCheck,
  oursRedact,
  protobufjsDecode,
  protobufjsJson,
};
