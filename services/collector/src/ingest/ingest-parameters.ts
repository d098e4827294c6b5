import {
  CORRELATION_ID_FORMAT,
  DURATION_FORMAT,
  isCorrelationId,
  isTraceId,
  parseDuration,
  parseTime,
  TIME_FORMAT,
} from "@throughline/model";
import { READERS } from "@throughline/profile";
import { IngestError } from "./ingest-error.ts";

const ACCEPTED = ["service", "format", "type", "unit", "rate", "start", "time", "duration", "traceId", "correlationId"] as const;
type Name = (typeof ACCEPTED)[number];

/** Samples a second that py-spy takes by default. */
export const DEFAULT_RATE = 100;
const MAX_NAME_LENGTH = 256;

/** What a sender says of a profile, beside its bytes. */
export interface IngestParameters {
  readonly service: string;
  /** Undefined: what the bytes look like. */
  readonly format: string | undefined;
  /** Of formats that do not say what their weights are. */
  readonly type: string | undefined;
  readonly unit: string | undefined;
  readonly rate: number | undefined;
  /** Unix nanoseconds; undefined: what the bytes say, else when they came less the duration. */
  readonly start: bigint | undefined;
  /** Nanoseconds; undefined: what the bytes say. */
  readonly duration: bigint | undefined;
  readonly traceId: string | undefined;
  readonly correlationId: string | undefined;
}

/**
 * Reads the parameters of a request. `now` is in Unix nanoseconds.
 * @throws IngestError naming the one that cannot be used, and what is accepted.
 */
export function ingestParameters(query: Readonly<Record<string, string | string[] | undefined>>, now: bigint): IngestParameters {
  const unknown = Object.keys(query).find((name) => !(ACCEPTED as readonly string[]).includes(name));
  if (unknown !== undefined) throw new IngestError(`there is no parameter "${unknown}", accepted are ${ACCEPTED.join(", ")}`);
  const read = <Value>(name: Name, accepted: string, parse: (text: string) => Value | undefined): Value | undefined => {
    const given = query[name];
    if (given === undefined) return undefined;
    const value = typeof given === "string" ? parse(given) : undefined;
    if (value === undefined)
      throw new IngestError(`${name} cannot be "${[given].flat().join(" and ").slice(0, 100)}", accepted is ${accepted}`);
    return value;
  };
  const name = (text: string) => (text !== "" && text.length <= MAX_NAME_LENGTH ? text : undefined);
  const time = (text: string) => parseTime(text, now);
  const aName = `a name of at most ${MAX_NAME_LENGTH} characters`;
  const service = read("service", aName, name);
  if (service === undefined) throw new IngestError("the parameter service is missing: say whose profile this is, ?service=NAME");
  if (query.start !== undefined && query.time !== undefined) throw new IngestError("start and time are the same: give one of them");
  return {
    service,
    format: read("format", [...READERS.keys()].join(", "), (text) => (READERS.has(text) ? text : undefined)),
    type: read("type", aName, name),
    unit: read("unit", aName, name),
    rate: read("rate", "samples a second: a number above 0, up to 1000000", (text) => {
      const rate = Number(text);
      return text.trim() !== "" && rate > 0 && rate <= 1e6 ? rate : undefined;
    }),
    start: read("start", TIME_FORMAT, time) ?? read("time", TIME_FORMAT, time),
    duration: read("duration", DURATION_FORMAT, parseDuration),
    traceId: read("traceId", "32 lowercase hex digits, not all zero", (text) => (isTraceId(text) ? text : undefined)),
    correlationId: read("correlationId", CORRELATION_ID_FORMAT, (text) => (isCorrelationId(text) ? text : undefined)),
  };
}
