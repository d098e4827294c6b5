import type { Field } from "@throughline/traceql";
import type { Parameters } from "../../../statement.ts";
import { type FieldPlace, fieldPlaces, type Table } from "./field-place.ts";

/** Columns of spans, and of their resources, that fields are read from. */
export class Columns {
  readonly #parameters: Parameters;
  /** Names of what is selected of each table, by its SQL. */
  readonly #names = { spans: new Map<string, string>(), resources: new Map<string, string>() };

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  /** Type and text of a field. */
  label(field: Field): string {
    const places = this.#places(field).map((place) => {
      const text = this.#name(place.on, place.text());
      return { isThere: `${place.type} != ''`, value: `(${place.type}, ${text})` };
    });
    return firstThere(places, "('', '')");
  }

  /** A row for each number of a field. */
  value(field: Field): string {
    if (field.type === "intrinsic" && field.name === "duration") return this.#name("spans", "toFloat64(duration)");
    const places = this.#places(field).map((place) => ({
      isThere: `${place.type} != ''`,
      value: this.#name(place.on, place.numbers()),
    }));
    return `arrayJoin(${firstThere(places, "CAST([], 'Array(Float64)')")})`;
  }

  get ofSpans(): readonly string[] {
    return [...namedSql(this.#names.spans), ...(this.#names.resources.size > 0 ? ["resource"] : [])];
  }

  /** Joins the resources, if anything is read from them. */
  get join(): string {
    const ofResources = namedSql(this.#names.resources);
    if (ofResources.length === 0) return "";
    return `\n    ANY LEFT JOIN (SELECT resource, ${ofResources.join(", ")} FROM resources) AS resources USING (resource)`;
  }

  #places(field: Field): readonly FieldPlace[] {
    return fieldPlaces(this.#parameters, field, (on, sql) => this.#name(on, sql)) ?? [];
  }

  #name(on: Table, sql: string): string {
    const names = this.#names[on];
    if (/^(?:'\w'|ofSpan\d+|ofResource\d+)$/.test(sql)) return sql; // it is a name already, or a letter
    const known = names.get(sql) ?? `${on === "spans" ? "ofSpan" : "ofResource"}${names.size}`;
    names.set(sql, known);
    return known;
  }
}

function namedSql(names: ReadonlyMap<string, string>): readonly string[] {
  return [...names].map(([sql, name]) => `${sql} AS ${name}`);
}

/** The value of the first that is there. */
function firstThere(places: readonly { readonly isThere: string; readonly value: string }[], none: string): string {
  const [first] = places;
  if (places.length === 1 && first && ALWAYS.has(first.isThere)) return first.value;
  return `multiIf(${places.map(({ isThere, value }) => `${isThere}, ${value}`).join(", ")}, ${none})`;
}

const ALWAYS: ReadonlySet<string> = new Set(["'s' != ''", "'i' != ''"]);
