import { exceptionOf, isError } from "./exception.ts";

/** What JSON can say. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

const MAX_DEPTH = 8;
/** How many objects are read for one value, so that logging a whole request by accident stays affordable. */
const MAX_OBJECTS = 2000;
const MAX_ITEMS = 1000;

/** The way down to a value, and how many objects may still be read. */
interface Walk {
  readonly above: object[];
  objects: number;
}

/**
 * Any value as JSON can say it, made of new objects. Never throws, whatever the value does.
 *
 * A `bigint` becomes decimal text; errors become `{type, message, frames, cause}`; maps become objects, sets arrays; what
 * refers to itself, lies too deep or refuses to be read becomes a word in brackets that says so.
 */
export function plain(value: unknown): Plain {
  return convert(value, undefined);
}

/** Any value in words: a string as it is, anything else as JSON. */
export function words(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(plain(value));
}

function convert(value: unknown, walk: Walk | undefined): Plain {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "undefined":
      return null;
    case "object":
      return value === null ? null : convertObject(value, walk ?? { above: [], objects: MAX_OBJECTS });
    case "function":
      return `[function ${value.name}]`;
    default:
      return String(value);
  }
}

function convertObject(value: object, walk: Walk): Plain {
  const { above } = walk;
  if (above.includes(value)) return "[circular]";
  if (above.length >= MAX_DEPTH) return "[too deep]";
  if ((walk.objects -= 1) < 0) return "[too much]";
  above.push(value);
  try {
    return readObject(value, walk);
  } catch (error) {
    return `[unreadable: ${error instanceof Error ? error.message : "it threw"}]`;
  } finally {
    above.pop();
  }
}

function readObject(value: object, walk: Walk): Plain {
  if (isError(value)) return exceptionOf(value, (part) => convert(part, walk));
  if (ArrayBuffer.isView(value)) return `[${value.constructor.name} of ${value.byteLength} bytes]`;
  if ("toJSON" in value && typeof value.toJSON === "function") return convert(value.toJSON(), walk);
  if (value instanceof Map) return convertEntries(value, walk);
  if (value instanceof Set || Array.isArray(value)) {
    const items: Plain[] = [];
    for (const item of value) {
      if (items.length === MAX_ITEMS) break;
      items.push(convert(item, walk));
    }
    return items;
  }
  return convertEntries(Object.entries(value), walk);
}

function convertEntries(entries: Iterable<[unknown, unknown]>, walk: Walk): Plain {
  const result: { [key: string]: Plain } = {};
  let count = 0;
  for (const [name, item] of entries) {
    if (item === undefined) continue;
    if (count === MAX_ITEMS) break;
    count += 1;
    const key = String(name);
    if (key === "__proto__")
      Object.defineProperty(result, key, { value: convert(item, walk), enumerable: true, configurable: true, writable: true });
    else result[key] = convert(item, walk);
  }
  return result;
}
