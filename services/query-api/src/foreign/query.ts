import { parseDuration } from "@throughline/model";
import { badParameter } from "../http-error.ts";

/** The query parameters of another tool's request. What is not asked for is ignored: each version of a tool sends a little more. */
export class ForeignQuery {
  readonly #values: Readonly<Record<string, string | readonly string[] | undefined>>;

  constructor(values: unknown) {
    this.#values = values as Readonly<Record<string, string | readonly string[] | undefined>>;
  }

  /** All values of the parameter, in order. */
  all(name: string): readonly string[] {
    const value = this.#values[name];
    return value === undefined ? [] : typeof value === "string" ? [value] : value;
  }

  /** The first of these names that has a value that is not empty, and that value. */
  first(...names: readonly string[]): { readonly name: string; readonly value: string } | undefined {
    for (const name of names) {
      const value = this.all(name).find((text) => text !== "");
      if (value !== undefined) return { name, value };
    }
    return undefined;
  }

  text(...names: readonly string[]): string | undefined {
    return this.first(...names)?.value;
  }

  /** A whole number; larger ones than `most` are taken for it. @throws HttpError for what is none. */
  count(most: number, ...names: readonly string[]): number | undefined {
    const found = this.first(...names);
    if (!found) return undefined;
    if (!/^\d+$/.test(found.value)) throw badParameter(found.name, `accepted is a whole number, not "${found.value.slice(0, 100)}"`);
    return Math.min(Number(found.value), most);
  }

  /** A time that is a whole number of units since 1970, in Unix nanoseconds. @throws HttpError for what is none. */
  time(unitNanos: bigint, ...names: readonly string[]): bigint | undefined {
    const found = this.first(...names);
    if (!found) return undefined;
    if (!/^\d{1,19}$/.test(found.value))
      throw badParameter(found.name, `accepted is a time as a whole number, not "${found.value.slice(0, 100)}"`);
    const nanos = BigInt(found.value) * unitNanos;
    return nanos < MAX_TIME ? nanos : MAX_TIME;
  }

  /** A duration as Go writes it, in nanoseconds. @throws HttpError for what is none. */
  duration(...names: readonly string[]): bigint | undefined {
    const found = this.first(...names);
    if (!found) return undefined;
    const nanos = parseDuration(found.value);
    if (nanos === undefined || nanos >= 2n ** 63n)
      throw badParameter(found.name, `accepted is a duration such as 1.5s, 100ms or 4.5us, not "${found.value.slice(0, 100)}"`);
    return nanos;
  }
}

/** About the end of what ClickHouse's times with nanoseconds can say, the year 2262. */
const MAX_TIME = 9_223_372_036_000_000_000n;
