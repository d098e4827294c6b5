import { DURATION_FORMAT, parseDuration, type Retention, sameRetention, SIGNAL_NAMES, type SignalName } from "@throughline/model";
import type { Settings } from "@throughline/pipeline";

const HOUR_NANOS = 3_600_000_000_000n;
const LONGEST_NANOS = 3_650n * 24n * HOUR_NANOS;

/** THROUGHLINE_RETENTION: a duration for all signals, and behind it those that have their own, such as `7d,logs=3d`. */
export function retention(settings: Settings): Retention {
  return settings.get("THROUGHLINE_RETENTION", parseRetention, "7d");
}

function parseRetention(text: string): Retention {
  const [ofAll = "", ...parts] = text.split(",").map((part) => part.trim());
  if (ofAll.includes("=")) throw new Error(`expected a duration for all signals in front, such as 7d,${ofAll}`);
  const seconds = secondsOf(ofAll);
  const own = new Map<SignalName, number>();
  for (const part of parts) {
    const [name = "", duration, ...more] = part.split("=");
    if (duration === undefined || more.length > 0) throw new Error(`"${part}" is none of what may follow: expected logs=3d or the like`);
    const signal = SIGNAL_NAMES.find((known) => known === name.trim());
    if (signal === undefined) throw new Error(`"${name}" is no signal: expected one of ${SIGNAL_NAMES.join(", ")}`);
    if (own.has(signal)) throw new Error(`"${signal}" stands twice: expected each signal once`);
    own.set(signal, secondsOf(duration.trim(), `of ${signal} `));
  }
  return { ...sameRetention(seconds), ...Object.fromEntries(own) };
}

function secondsOf(text: string, whose = ""): number {
  const nanos = parseDuration(text);
  if (nanos === undefined || nanos < HOUR_NANOS || nanos > LONGEST_NANOS)
    throw new Error(`${whose}expected ${DURATION_FORMAT}, from 1h to 3650d`);
  return Number(nanos / 1_000_000_000n);
}
