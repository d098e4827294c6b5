import { InvalidArgumentError } from "commander";

/** Reads a number in a range. */
export function asNumber(min: number, max: number, what: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+(?:\.\d+)?$/.test(text) || number < min || number > max)
      throw new InvalidArgumentError(`expected ${what} from ${min} to ${max}.`);
    return number;
  };
}

/** Reads a whole number from 1. */
export function asCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("expected a whole number from 1.");
  return Number(text);
}
