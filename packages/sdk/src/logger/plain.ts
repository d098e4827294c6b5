import { exceptionOf } from "./exception.ts";

/** What JSON can say. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

const MAX_DEPTH = 8;
/** How many objects are read for one value, so that logging a whole request by accident stays affordable. */
const MAX_OBJECTS = 2000;
const MAX_ITEMS = 1000;

/** The way down to a value, and how many objects may still be read. */
interface Walk {
  readonly above: readonly object[];
  readonly budget: { objects: number };
}

/**
 * Any value as JSON can say it. Never throws, whatever the value does.
 *
 * A `bigint` becomes decimal text; errors become `{type, message, stacktrace, cause}`; maps become objects, sets arrays; what
 * refers to itself, lies too deep or refuses to be read becomes a word in brackets that says so.
 */
export function plain(value: unknown): Plain {
  return convert(value, { above: [], budget: { objects: MAX_OBJECTS } });
}

function convert(value: unknown, walk: Walk): Plain {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "undefined":
      return null;
    case "object":
      return value === null ? null : convertObject(value, walk);
    case "function":
      return `[function ${value.name}]`;
    default:
      return String(value);
  }
}

function convertObject(value: object, { above, budget }: Walk): Plain {
  if (above.includes(value)) return "[circular]";
  if (above.length >= MAX_DEPTH) return "[too deep]";
  if ((budget.objects -= 1) < 0) return "[too much]";
  const walk = { above: [...above, value], budget };
  try {
    const exception = exceptionOf(value);
    if (exception !== undefined) return convertEntries(Object.entries(exception), walk);
    if (ArrayBuffer.isView(value)) return `[${value.constructor.name} of ${value.byteLength} bytes]`;
    if ("toJSON" in value && typeof value.toJSON === "function") return convert(value.toJSON(), walk);
    if (value instanceof Map)
      return convertEntries(
        Array.from(value, ([key, item]) => [String(key), item]),
        walk,
      );
    if (value instanceof Set || Array.isArray(value)) return [...value].slice(0, MAX_ITEMS).map((item) => convert(item, walk));
    return convertEntries(Object.entries(value), walk);
  } catch (error) {
    return `[unreadable: ${error instanceof Error ? error.message : "it threw"}]`;
  }
}

function convertEntries(entries: [string, unknown][], walk: Walk): Plain {
  const kept = entries.filter(([, item]) => item !== undefined).slice(0, MAX_ITEMS);
  return Object.fromEntries(kept.map(([key, item]) => [key, convert(item, walk)]));
}
