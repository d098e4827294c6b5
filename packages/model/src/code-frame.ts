/** Where a line of a V8 stack is in the code. */
export interface CodeFrame {
  /** `undefined`: it has no name. */
  readonly function: string | undefined;
  readonly file: string;
  readonly line: number;
}

const NAMED = /^\s*at (?:async )?(?:new )?(.+?)(?: \[as [^\]]*\])? \((.+):(\d+):\d+\)$/;
const UNNAMED = /^\s*at (?:async )?(.+):(\d+):\d+$/;

/** Reads a line such as `    at authorize (/app/payment.ts:41:9)`; `undefined` for what is in no file. */
export function codeFrame(text: string): CodeFrame | undefined {
  const [, name, file, line] = NAMED.exec(text) ?? [];
  if (name !== undefined && file !== undefined) return { function: name === "<anonymous>" ? undefined : name, file, line: Number(line) };
  const [, alone, at] = UNNAMED.exec(text) ?? [];
  return alone === undefined ? undefined : { function: undefined, file: alone, line: Number(at) };
}
