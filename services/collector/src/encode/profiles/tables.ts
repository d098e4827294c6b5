import { Cursor, PROFILE_FIELDS } from "@throughline/otlp";
import { Ranges } from "../ranges.ts";

const { dictionary: DICTIONARY } = PROFILE_FIELDS.ExportProfilesServiceRequest;
const { mappingTable, locationTable, functionTable, linkTable, stringTable, attributeTable, stackTable } =
  PROFILE_FIELDS.ProfilesDictionary;

/** Where the entries of one request's dictionary lie. Used again for each request. */
export class DictionaryTables {
  /** Walks the bytes of the request. */
  cursor = new Cursor(new Uint8Array());
  readonly mappings = new Ranges();
  readonly locations = new Ranges();
  readonly functions = new Ranges();
  readonly links = new Ranges();
  readonly strings = new Ranges();
  readonly attributes = new Ranges();
  readonly stacks = new Ranges();
  readonly #byField: (Ranges | undefined)[] = [];

  constructor() {
    this.#byField[mappingTable] = this.mappings;
    this.#byField[locationTable] = this.locations;
    this.#byField[functionTable] = this.functions;
    this.#byField[linkTable] = this.links;
    this.#byField[stringTable] = this.strings;
    this.#byField[attributeTable] = this.attributes;
    this.#byField[stackTable] = this.stacks;
  }

  /** Finds the tables of a request that has been validated. */
  read(request: Uint8Array): void {
    for (const table of this.#byField) if (table) table.length = 0;
    const cursor = (this.cursor = new Cursor(request));
    while (cursor.next()) {
      if (cursor.field !== DICTIONARY) {
        cursor.skip();
        continue;
      }
      const end = cursor.enter();
      while (cursor.next()) {
        const table = this.#byField[cursor.field];
        if (!table) {
          cursor.skip();
          continue;
        }
        cursor.range();
        table.add(cursor.start, cursor.stop);
      }
      cursor.leave(end);
    }
  }

  /** Moves the cursor to entry `index` of one of the tables; false if there is none. */
  seek(table: Ranges, index: number): boolean {
    if (index >>> 0 >= table.length / 2) return false;
    this.cursor.seek(table.at[2 * index] as number, table.at[2 * index + 1] as number);
    return true;
  }
}
