import { warn } from "../process/warn.ts";

const NAME = "THROUGHLINE_BLOCK_THRESHOLD_MS";

const DEVELOPMENT_MILLIS = 100;
const PRODUCTION_MILLIS = 500;
/** Shorter ones are noise: a major garbage collection takes as long. */
const LEAST_MILLIS = 20;
const MOST_MILLIS = 3_600_000;

/**
 * From which duration on, in milliseconds, a blocked event loop is reported; 0 for never. From `THROUGHLINE_BLOCK_THRESHOLD_MS`, else 100, or
 * 500 where `NODE_ENV` is `production`. A value that cannot be used is one warning.
 */
export function blockThresholdMillis(env: NodeJS.ProcessEnv = process.env): number {
  const usual = env["NODE_ENV"] === "production" ? PRODUCTION_MILLIS : DEVELOPMENT_MILLIS;
  const given = env[NAME]?.trim() ?? "";
  if (given === "") return usual;
  const millis = /^\d+(\.\d+)?$/.test(given) ? Number(given) : NaN;
  if (millis === 0 || (millis >= LEAST_MILLIS && millis <= MOST_MILLIS)) return millis;
  warn(
    `${NAME} must be 0 (off) or a number of milliseconds from ${LEAST_MILLIS} to ${MOST_MILLIS}, not "${given}"; ${usual} is used`,
    NAME,
  );
  return usual;
}
