import { ProfileError } from "../profile-error.ts";

/** Takes parsed JSON apart, checking each part. Reads own properties only, so that `__proto__` in a file is a key like any other. Throws ProfileError. */
export class JsonShape {
  readonly #format: string;

  constructor(format: string) {
    this.#format = format;
  }

  /** The error that says that `where` in the file, or its element `i`, was no `expected`. */
  error(value: unknown, expected: string, where: string, i?: number): ProfileError {
    const at = i === undefined ? where : `${where}[${i}]`;
    return new ProfileError(`Cannot read ${this.#format} profile: ${at} is ${shown(value)}, expected ${expected}`);
  }

  object(value: unknown, where: string, i?: number): object {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.error(value, "an object", where, i);
    return value;
  }

  get(object: object, key: string): unknown {
    return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
  }

  array(value: unknown, where: string, i?: number): readonly unknown[] {
    if (!Array.isArray(value)) throw this.error(value, "an array", where, i);
    return value;
  }

  number(value: unknown, where: string, i?: number): number {
    if (typeof value !== "number" || !Number.isFinite(value)) throw this.error(value, "a number", where, i);
    return value;
  }

  /** A number that may be missing or null, as writers that know no line say it: 0. */
  optionalNumber(value: unknown, where: string, i?: number): number {
    return value === undefined || value === null ? 0 : this.number(value, where, i);
  }

  text(value: unknown, where: string, i?: number): string {
    if (typeof value !== "string") throw this.error(value, "a string", where, i);
    return value;
  }

  /** A string that may be missing or null: empty. */
  optionalText(value: unknown, where: string, i?: number): string {
    return value === undefined || value === null ? "" : this.text(value, where, i);
  }

  /** An index below `length`. */
  index(value: unknown, length: number, where: string, i?: number): number {
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= length)
      throw this.error(value, length === 0 ? "nothing, as there are none" : `a number from 0 to ${length - 1}`, where, i);
    return value;
  }
}

/** A value for an error message: short, however large it is. */
function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  return JSON.stringify(typeof value === "string" ? value.slice(0, 40) : value);
}
