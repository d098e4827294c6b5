import type { Field } from "@throughline/traceql";
import type { Parameters } from "../../../statement.ts";
import { type FieldPlace, fieldPlaces, type Table } from "./field-place.ts";

/** A label. A type that is always the same is a text in quotes. */
export interface LabelSql {
  readonly type: string;
  readonly text: string;
}

/** Columns of spans, and of their resources, that fields are read from. */
export class Columns {
  readonly #parameters: Parameters;
  /** Names of what is selected of each table, by its SQL. */
  readonly #names = { spans: new Map<string, string>(), resources: new Map<string, string>() };

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  /** Type and text of a field. */
  label(field: Field): LabelSql {
    const places = this.#places(field).map((place) => ({ type: place.type, text: this.#name(place.on, place.text()) }));
    const [first] = places;
    if (places.length === 1 && first) return first;
    const firstOf = (of: (place: LabelSql) => string) =>
      `multiIf(${places.map((place) => `${place.type} != '', toString(${of(place)})`).join(", ")}, '')`;
    return { type: firstOf(({ type }) => type), text: firstOf(({ text }) => text) };
  }

  /** Numbers of a field, each on a row of its own; NaN where there is none. */
  value(field: Field): string {
    const places = this.#places(field);
    const [first] = places;
    if (places.length === 1 && first?.number) return this.#name(first.on, first.number());
    const cases = places.map((place) => `${place.type} != '', ${this.#name(place.on, place.numbers())}`);
    return `arrayJoin(multiIf(${cases.join(", ")}, CAST([], 'Array(Float64)')))`;
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
