/** Bounds of what one request may ask for: an index of one byte can stand for thousands of frames or for a name of megabytes. */
const MAX_DEPTH = 1_024;
const MAX_NAME_BYTES = 4_096;
const MAX_STACK_FRAMES = 4_000_000;
const MAX_FUNCTION_BYTES = 64 * 1024 * 1024;
const MAX_ROWS = 1_000_000;

export const LIMITS = { MAX_DEPTH, MAX_NAME_BYTES, MAX_STACK_FRAMES, MAX_FUNCTION_BYTES, MAX_ROWS } as const;

/** What an entry of the dictionary, and with it a sample, can be: not looked at yet, in order, or not acceptable for a reason. */
export const OUTCOME = {
  unknown: 0,
  ok: 1,
  noStack: 2,
  beyondTable: 3,
  tooDeep: 4,
  nameTooLong: 5,
  tooManyFrames: 6,
  tooManyNames: 7,
  noValue: 8,
  uneven: 9,
  negative: 10,
  noType: 11,
  tooManyRows: 12,
} as const;

/** The reasons, by outcome. */
export const WHY_NOT: readonly string[] = [
  "",
  "",
  "it has no stack",
  "an index points beyond its table in the dictionary",
  `its stack is deeper than ${MAX_DEPTH} frames`,
  `a name is longer than ${MAX_NAME_BYTES} bytes`,
  `the stacks of the request have more than ${MAX_STACK_FRAMES} frames together`,
  `the function names of the request have more than ${MAX_FUNCTION_BYTES} bytes together`,
  "it has neither values nor timestamps",
  "it has other numbers of values and of timestamps",
  "a value is negative",
  "its profile has no sample type",
  `the request has more than ${MAX_ROWS} samples`,
];
