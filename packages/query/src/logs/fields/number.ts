import type { Literal } from "@throughline/traceql";

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const MAX = 2n ** 63n - 1n;

/** The number that a value in a filter is, exactly if it is an int64 or a double; `undefined` if it is none. */
export function numberIn(text: string): Literal | undefined {
  if (/^[-+]?\d+$/.test(text)) {
    const value = BigInt(text.replace(/^\+/, ""));
    if (value <= MAX && value >= -MAX - 1n) return { type: "int", value };
  }
  const value = Number(text);
  return NUMBER.test(text) && Number.isFinite(value) ? { type: "float", value } : undefined;
}

/** Whether a number is written as one would be stored: then equal numbers are equal texts. */
export function isAsStored(text: string): boolean {
  const number = numberIn(text);
  return number?.type === "int" || number?.type === "float" ? String(number.value) === text : false;
}
