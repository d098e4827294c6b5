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
