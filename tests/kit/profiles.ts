import { nowNano, text } from "./otlp.ts";

/** A frame as a test names it: `function file:line`. */
export interface ProfileFrame {
  readonly function?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ProfileSample {
  /** Root first. */
  readonly stack: readonly ProfileFrame[];
  readonly values?: readonly (number | string)[];
  readonly times?: readonly string[];
  readonly link?: { readonly traceId: string; readonly spanId: string };
  /** Attributes: OTLP values by their keys. */
  readonly attributes?: Readonly<Record<string, object>>;
}

export interface ProfileOptions {
  readonly type?: string;
  readonly unit?: string;
  readonly period?: number;
  readonly time?: string;
  readonly durationNano?: string;
  readonly resource?: readonly object[];
}

/** An OTLP profiles request of one service and one profile, with the dictionary that its samples need. Each entry stands in it once. */
export function profiles(service: string, samples: readonly ProfileSample[], options: ProfileOptions = {}) {
  const { type = "wall", unit = "nanoseconds", period = 10_000_000, time = nowNano(-10_000), durationNano = "10000000000" } = options;
  const strings = new Table<string>("");
  const functions = new Table<object>({});
  const locations = new Table<object>({});
  const stacks = new Table<object>({});
  const links = new Table<object>({});
  const attributes = new Table<object>({});
  const locationOf = ({ function: name = "", file = "", line = 0, column = 0 }: ProfileFrame) =>
    locations.indexOf({
      lines: [
        {
          functionIndex: functions.indexOf({ nameStrindex: strings.indexOf(name), filenameStrindex: strings.indexOf(file) }),
          line: String(line),
          column: String(column),
        },
      ],
    });
  const valueType = { typeStrindex: strings.indexOf(type), unitStrindex: strings.indexOf(unit) };
  const profile = {
    sampleType: valueType,
    periodType: valueType,
    period: String(period),
    timeUnixNano: time,
    durationNano,
    samples: samples.map(({ stack, values, times, link, attributes: own = {} }) => ({
      stackIndex: stack.length === 0 ? 0 : stacks.indexOf({ locationIndices: stack.map(locationOf).toReversed() }),
      attributeIndices: Object.entries(own).map(([key, value]) => attributes.indexOf({ keyStrindex: strings.indexOf(key), value })),
      linkIndex: link ? links.indexOf(link) : 0,
      ...(values && { values: values.map(String) }),
      ...(times && { timestampsUnixNano: times }),
    })),
  };
  return {
    resourceProfiles: [
      { resource: { attributes: options.resource ?? [text("service.name", service)] }, scopeProfiles: [{ profiles: [profile] }] },
    ],
    dictionary: {
      stringTable: strings.entries,
      functionTable: functions.entries,
      locationTable: locations.entries,
      stackTable: stacks.entries,
      linkTable: links.entries,
      attributeTable: attributes.entries,
    },
  };
}

/** A table of a dictionary: entry 0 stands for none. */
class Table<Entry> {
  readonly entries: Entry[];
  readonly #indices = new Map<string, number>();

  constructor(none: Entry) {
    this.entries = [none];
    this.#indices.set(JSON.stringify(none), 0);
  }

  indexOf(entry: Entry): number {
    const key = JSON.stringify(entry);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.entries.length);
    return this.entries.push(entry) - 1;
  }
}
