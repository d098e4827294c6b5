/**
 * Durations are counted in buckets that grow by the 16th root of two: what is read out of one, its middle, is off by 2.2 % at most.
 * Buckets of the same number add up, over minutes, services and machines. Bucket 0 is the duration zero; bucket 1 begins at 1 ns.
 */
const BUCKETS_AN_OCTAVE = 16;

/** The bucket of the column `duration`, in nanoseconds. */
export const DURATION_BUCKET = `if(duration = 0, toUInt16(0), toUInt16(1 + floor(log2(duration) * ${BUCKETS_AN_OCTAVE})))`;

/** Greatest relative error of `durationOfBucket`. */
export const DURATION_ERROR = 2 ** (0.5 / BUCKETS_AN_OCTAVE) - 1;

/** The middle of a bucket, in nanoseconds. */
export function durationOfBucket(bucket: number): number {
  return bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / BUCKETS_AN_OCTAVE);
}
