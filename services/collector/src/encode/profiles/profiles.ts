import type { BlockColumns } from "@throughline/clickhouse";
import { type Cursor, PROFILE_FIELDS } from "@throughline/otlp";
import { samples } from "@throughline/schema";
import { CorrelationIds } from "../correlation.ts";
import { IntList } from "../int-list.ts";
import type { Companion, Item, ItemEncoder } from "../item.ts";
import type { Verdict } from "../verdict.ts";
import { CorrelationRows } from "./correlation-rows.ts";
import { Links } from "./links.ts";
import { addFixed64, addVarints, addVarints64 } from "./packed.ts";
import { ProfileHead } from "./profile-head.ts";
import { resolveResource } from "./resource.ts";
import { ABOUT, SampleAttributes } from "./sample-attributes.ts";
import { StackRows } from "./stack-rows.ts";
import { Stacks } from "./stacks.ts";
import { DictionaryTables } from "./tables.ts";
import { LIMITS, OUTCOME, WHY_NOT } from "./why-not.ts";

const SAMPLE = PROFILE_FIELDS.Sample;
const COUNT_MAX = 0xffff_ffff;

/** Writes the samples of profiles into a block of the table `samples`, and notes which stacks, frames and correlations go with them. */
export class ProfileEncoder implements ItemEncoder<typeof samples> {
  readonly table = samples;
  readonly #tables = new DictionaryTables();
  readonly #stacks = new Stacks(this.#tables);
  readonly #links = new Links(this.#tables);
  readonly #attributes = new SampleAttributes(this.#tables);
  readonly #stackRows = new StackRows();
  readonly #correlationRows = new CorrelationRows();

  readonly #head = new ProfileHead();
  /** Rows of the request at hand so far. */
  #requestRows = 0;
  /** What one sample stands for, where the period is in the samples' own type and unit; else 0. */
  #period = 0;
  /** Whether values are numbers of samples. */
  #counts = false;
  /** When samples without a time of their own began. */
  #timeLo = 0;
  #timeHi = 0;
  #serviceKey = 0;
  #typeKey = 0;
  #unitKey = 0;

  /** The sample at hand. */
  #stack = 0;
  #link = 0;
  readonly #sampleAttributes = new IntList();
  /** Halves, the low one first. */
  readonly #values = new IntList();
  readonly #times = new IntList();
  #threadLo = 0;
  #threadHi = 0;
  #nameStart = 0;
  #nameStop = 0;
  readonly #correlation = new CorrelationIds();

  enter(request: Uint8Array): void {
    this.#tables.read(request);
    this.#stacks.clear();
    this.#links.clear();
    this.#attributes.clear();
    this.#requestRows = 0;
  }

  resource(otlp: Uint8Array): Uint8Array {
    return resolveResource(otlp, this.#tables);
  }

  check(item: Item, verdict: Verdict): void {
    this.#profile(item, undefined, verdict);
  }

  encode(item: Item, columns: BlockColumns<typeof samples>, verdict: Verdict): number {
    return this.#profile(item, columns, verdict);
  }

  companions(): Companion[] {
    return [...this.#stackRows.take(), ...this.#correlationRows.take()];
  }

  /** Counts the samples of a profile in `verdict`, and writes those that are accepted if there are columns to write to. */
  #profile(item: Item, columns: BlockColumns<typeof samples> | undefined, verdict: Verdict): number {
    const { cursor } = item;
    const places = this.#head.samples;
    const acceptedBefore = verdict.accepted;
    let rejected = 0;
    cursor.seek(item.start, item.stop);
    this.#head.read(cursor);
    const headOutcome = this.#enterProfile(item, columns);
    for (let index = 0; index < places.length; index += 2) {
      let outcome = headOutcome;
      if (outcome === OUTCOME.ok) {
        cursor.seek(places.at[index] as number, places.at[index + 1] as number);
        outcome = this.#readSample(cursor);
      }
      if (outcome === OUTCOME.ok) rejected += this.#observations(item, columns, verdict);
      else {
        verdict.count(WHY_NOT[outcome] as string, 1);
        rejected++;
      }
    }
    if (rejected > 0) verdict.rejectedCount++;
    return verdict.accepted - acceptedBefore;
  }

  /** Reads what all samples of the profile share; says whether all is well with it. */
  #enterProfile({ receivedLo, receivedHi, resource }: Item, columns: BlockColumns<typeof samples> | undefined): number {
    const head = this.#head;
    const { strings, cursor } = this.#tables;
    for (const index of [head.type, head.unit, head.periodType, head.periodUnit]) {
      if (index === 0) continue;
      if (index >= strings.length / 2) return OUTCOME.beyondTable;
      if ((strings.at[2 * index + 1] as number) - (strings.at[2 * index] as number) > LIMITS.MAX_NAME_BYTES) return OUTCOME.nameTooLong;
    }
    if (head.type === 0) return OUTCOME.noType;
    for (let at = 0; at < head.attributes.length; at++) {
      const outcome = this.#attributes.read(head.attributes.at[at] as number);
      if (outcome !== OUTCOME.ok) return outcome;
    }
    const ownPeriod = !head.hasPeriodType || (this.#isSame(head.periodType, head.type) && this.#isSame(head.periodUnit, head.unit));
    this.#period = ownPeriod && head.periodHi >= 0 ? numberOf(head.periodLo, head.periodHi) : 0;
    this.#counts = this.#textOf(head.type) === "samples" && this.#textOf(head.unit) === "count";
    this.#timeLo = head.timeLo;
    this.#timeHi = head.timeHi;
    if ((head.timeLo | head.timeHi) === 0) {
      // A profile that does not say when it began ended when it came.
      const borrow = receivedLo >>> 0 < head.durationLo >>> 0 ? 1 : 0;
      this.#timeLo = (receivedLo - head.durationLo) | 0;
      this.#timeHi = (receivedHi - head.durationHi - borrow) | 0;
    }
    if (columns) {
      this.#serviceKey = columns.service.keyOf(resource.service, 0, resource.service.length);
      this.#typeKey = columns.type.keyOf(cursor, strings.at[2 * head.type] as number, strings.at[2 * head.type + 1] as number);
      this.#unitKey = columns.unit.keyOf(cursor, strings.at[2 * head.unit] as number, strings.at[2 * head.unit + 1] as number);
    }
    return OUTCOME.ok;
  }

  /** Reads the Sample message that the cursor has been moved to; says whether all is well with it. */
  #readSample(cursor: Cursor): number {
    this.#stack = this.#link = 0;
    this.#sampleAttributes.length = this.#values.length = this.#times.length = 0;
    while (cursor.next()) {
      if (cursor.field === SAMPLE.stackIndex) this.#stack = cursor.varint32();
      else if (cursor.field === SAMPLE.linkIndex) this.#link = cursor.varint32();
      else if (cursor.field === SAMPLE.attributeIndices) addVarints(cursor, this.#sampleAttributes);
      else if (cursor.field === SAMPLE.values) addVarints64(cursor, this.#values);
      else if (cursor.field === SAMPLE.timestampsUnixNano) addFixed64(cursor, this.#times);
      else cursor.skip();
    }
    const outcome = this.#checkNumbers();
    if (outcome !== OUTCOME.ok) return outcome;
    const stack = this.#stacks.read(this.#stack);
    if (stack !== OUTCOME.ok) return stack;
    const link = this.#links.read(this.#link);
    return link === OUTCOME.ok ? this.#readAttributes() : link;
  }

  #checkNumbers(): number {
    const values = this.#values;
    const times = this.#times;
    if (values.length === 0 && times.length === 0) return OUTCOME.noValue;
    if (values.length > 0 && times.length > 0 && values.length !== times.length) return OUTCOME.uneven;
    for (let at = 1; at < values.length; at += 2) if ((values.at[at] as number) < 0) return OUTCOME.negative;
    return this.#requestRows + Math.max(1, times.length / 2) > LIMITS.MAX_ROWS ? OUTCOME.tooManyRows : OUTCOME.ok;
  }

  #readAttributes(): number {
    this.#threadLo = this.#threadHi = this.#nameStart = this.#nameStop = 0;
    this.#correlation.clear();
    const { attributes } = this.#head;
    for (let at = 0; at < attributes.length; at++) this.#takeAttribute(attributes.at[at] as number);
    const own = this.#sampleAttributes;
    for (let at = 0; at < own.length; at++) {
      const outcome = this.#attributes.read(own.at[at] as number);
      if (outcome !== OUTCOME.ok) return outcome;
      this.#takeAttribute(own.at[at] as number);
    }
    return OUTCOME.ok;
  }

  #takeAttribute(index: number): void {
    const { about, first, second } = this.#attributes;
    switch (about.at[index]) {
      case ABOUT.threadId:
        this.#threadLo = first.at[index] as number;
        this.#threadHi = second.at[index] as number;
        break;
      case ABOUT.threadName:
        this.#nameStart = first.at[index] as number;
        this.#nameStop = second.at[index] as number;
        break;
      case ABOUT.correlation:
        this.#correlation.takeAll(this.#attributes.correlationIds(index));
        break;
      default:
    }
  }

  /** One row for each timestamp of the sample at hand, or one for all of it; gives how many are rejected. */
  #observations(item: Item, columns: BlockColumns<typeof samples> | undefined, verdict: Verdict): number {
    const times = this.#times;
    const values = this.#values;
    const count = Math.max(1, times.length / 2);
    let rejected = 0;
    let accepted = 0;
    for (let index = 0; index < count; index++) {
      const timed = times.length > 0;
      const lo = timed ? (times.at[2 * index] as number) : this.#timeLo;
      const hi = timed ? (times.at[2 * index + 1] as number) : this.#timeHi;
      const reason = verdict.whyNotAt(lo, hi);
      if (reason !== undefined) {
        verdict.count(reason, 1);
        rejected++;
        continue;
      }
      accepted++;
      if (!columns) continue;
      if (accepted === 1) this.#stackRows.see(this.#stacks, this.#stack, item.resource);
      this.#correlationRows.see(this.#correlation, item.cursor, this.#links.traces.at[this.#link] as number, lo, hi);
      if (values.length === 0) this.#row(item, columns, lo, hi, 1, 0, 1);
      else {
        if (!timed) addAllToFirst(values);
        this.#row(item, columns, lo, hi, values.at[2 * index] as number, values.at[2 * index + 1] as number);
      }
    }
    verdict.accepted += accepted;
    this.#requestRows += accepted;
    return rejected;
  }

  #row(
    { cursor, resource }: Item,
    columns: BlockColumns<typeof samples>,
    timeLo: number,
    timeHi: number,
    valueLo: number,
    valueHi: number,
    count = this.#samplesIn(numberOf(valueLo, valueHi)),
  ): void {
    const head = this.#head;
    const row = columns.time.rows;
    const trace = this.#links.traces.at[this.#link] as number;
    const span = this.#links.spans.at[this.#link] as number;
    columns.time.add(timeLo, timeHi);
    if (this.#times.length === 0) columns.duration.fill(row).add(head.durationLo, head.durationHi);
    columns.service.addKey(this.#serviceKey);
    columns.type.addKey(this.#typeKey);
    columns.unit.addKey(this.#unitKey);
    columns.value.add(valueLo, valueHi);
    columns.count.add(count);
    if (this.#period > 0) columns.period.fill(row).add(head.periodLo, head.periodHi);
    columns.stack.add(this.#stacks.lo.at[this.#stack] as number, this.#stacks.hi.at[this.#stack] as number);
    columns.thread_id.add(this.#threadLo, this.#threadHi);
    columns.thread_name.add(cursor, this.#nameStart, this.#nameStop);
    if (trace >= 0) columns.trace_id.fill(row).add(cursor, trace, trace + 16);
    if (span >= 0) columns.span_id.fill(row).add(cursor, span, span + 8);
    if (trace < 0) this.#correlation.addTo(columns.correlation_ids.fill(row));
    columns.resource.add(resource.lo, resource.hi);
  }

  /** How many samples a value stands for. */
  #samplesIn(value: number): number {
    if (this.#period > 0) return Math.min(COUNT_MAX, Math.max(1, Math.round(value / this.#period)));
    return this.#counts ? Math.min(COUNT_MAX, value) : 1;
  }

  #textOf(string: number): string {
    const { strings, cursor } = this.#tables;
    return string === 0 ? "" : Buffer.from(cursor.bytes.subarray(strings.at[2 * string], strings.at[2 * string + 1])).toString("latin1");
  }

  #isSame(string: number, other: number): boolean {
    return string === other || this.#textOf(string) === this.#textOf(other);
  }
}

/** An unsigned 64-bit number in halves as a double. */
function numberOf(lo: number, hi: number): number {
  return (hi >>> 0) * 0x1_0000_0000 + (lo >>> 0);
}

/** Makes the first of 64-bit numbers the sum of all: several values without timestamps are parts of one. */
function addAllToFirst(numbers: IntList): void {
  const { at, length } = numbers;
  for (let index = 2; index < length; index += 2) {
    const lo = ((at[0] as number) >>> 0) + ((at[index] as number) >>> 0);
    at[0] = lo | 0;
    at[1] = (at[1] as number) + (at[index + 1] as number) + (lo > 0xffff_ffff ? 1 : 0);
  }
  numbers.length = Math.min(length, 2);
}
