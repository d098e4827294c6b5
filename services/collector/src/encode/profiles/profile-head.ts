import { type Cursor, PROFILE_FIELDS } from "@throughline/otlp";
import { IntList } from "../int-list.ts";
import { Ranges } from "../ranges.ts";
import { addVarints } from "./packed.ts";

const PROFILE = PROFILE_FIELDS.Profile;
const VALUE_TYPE = PROFILE_FIELDS.ValueType;

/** What a profile says of all of its samples. */
export class ProfileHead {
  readonly samples = new Ranges();
  readonly attributes = new IntList();
  type = 0;
  unit = 0;
  periodType = 0;
  periodUnit = 0;
  hasPeriodType = false;
  periodLo = 0;
  periodHi = 0;
  timeLo = 0;
  timeHi = 0;
  durationLo = 0;
  durationHi = 0;
  #typeIndex = 0;
  #unitIndex = 0;

  /** Reads the Profile message that the cursor has been moved to. */
  read(cursor: Cursor): void {
    this.samples.length = this.attributes.length = 0;
    this.type = this.unit = this.periodType = this.periodUnit = this.periodLo = this.periodHi = 0;
    this.timeLo = this.timeHi = this.durationLo = this.durationHi = 0;
    this.hasPeriodType = false;
    while (cursor.next()) {
      switch (cursor.field) {
        case PROFILE.samples:
          cursor.range();
          this.samples.add(cursor.start, cursor.stop);
          break;
        case PROFILE.sampleType:
          this.#readValueType(cursor);
          this.type = this.#typeIndex;
          this.unit = this.#unitIndex;
          break;
        case PROFILE.periodType:
          this.hasPeriodType = true;
          this.#readValueType(cursor);
          this.periodType = this.#typeIndex;
          this.periodUnit = this.#unitIndex;
          break;
        case PROFILE.period:
          cursor.varint64();
          this.periodLo = cursor.lo;
          this.periodHi = cursor.hi;
          break;
        case PROFILE.timeUnixNano:
          cursor.fixed64();
          this.timeLo = cursor.lo;
          this.timeHi = cursor.hi;
          break;
        case PROFILE.durationNano:
          cursor.varint64();
          this.durationLo = cursor.lo;
          this.durationHi = cursor.hi;
          break;
        case PROFILE.attributeIndices:
          addVarints(cursor, this.attributes);
          break;
        default:
          cursor.skip();
      }
    }
  }

  #readValueType(cursor: Cursor): void {
    this.#typeIndex = this.#unitIndex = 0;
    const end = cursor.enter();
    while (cursor.next()) {
      if (cursor.field === VALUE_TYPE.typeStrindex) this.#typeIndex = cursor.varint32();
      else if (cursor.field === VALUE_TYPE.unitStrindex) this.#unitIndex = cursor.varint32();
      else cursor.skip();
    }
    cursor.leave(end);
  }
}
