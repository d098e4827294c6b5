/** The least power of two that is not below the number: the bucket of a histogram. `undefined` for what is below 2, as in Tempo, and for what is not finite. */
export function bucketOf(number: bigint | number): number | undefined {
  if (!(number >= 2) || number === Infinity) return undefined;
  let bucket = 2 ** Math.floor(Math.log2(Number(number)));
  // The logarithm is rounded: exact comparison tells whether it must be the one below or the next.
  while (bucket < number) bucket *= 2;
  while (bucket / 2 >= number) bucket /= 2;
  return bucket;
}
