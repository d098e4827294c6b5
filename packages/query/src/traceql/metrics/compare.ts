import { type Compare, type Field, printField } from "@throughline/traceql";
import { compileExpression } from "../evaluate/expression.ts";
import { fieldReader } from "../evaluate/field.ts";
import { groupKey } from "../evaluate/group-key.ts";
import { isTrue } from "../evaluate/logic.ts";
import { firstOf, shown } from "../evaluate/operand.ts";
import type { Read } from "../evaluate/read.ts";
import type { EvalSpan, EvalTrace } from "../evaluate/span.ts";
import { viewOf } from "../evaluate/trace-view.ts";
import type { FieldValue } from "../spanset.ts";
import type { Collector } from "./collector.ts";
import type { MetricsLimits } from "./limits.ts";
import type { Series } from "./series.ts";
import type { Steps } from "./steps.ts";

const SIDES = ["baseline", "selection"] as const;

/** What is compared beside the attributes of spans and resources. */
export const COMPARED: readonly Field[] = (["name", "kind", "status", "statusMessage", "rootName", "rootServiceName"] as const).map(
  (name) => ({
    type: "intrinsic",
    name,
  }),
);

/** Most attributes, and most values of all of them together, that are counted on each side. */
const MAX_ATTRIBUTES = 500;
const MAX_VALUES = 100_000;

interface Counted {
  readonly value: FieldValue | undefined;
  count: number;
  readonly bySteps: Map<number, number>;
}

interface Side {
  readonly name: (typeof SIDES)[number];
  readonly attributes: Map<string, Attribute>;
  values: number;
}

interface Attribute {
  readonly total: Float64Array;
  readonly values: Map<string, Counted>;
  hasMore: boolean;
}

/**
 * `compare({ status = error }, 10)`: of the selected spans and of all others, the baseline, which values their attributes have how often
 * over time. For each attribute on each side: its most frequent values, told apart by `__meta_type`; how many spans have it
 * (`baseline_total`, `selection_total`); and where it has more values than are given, a series without values that says so in `__meta_error`.
 */
export class CompareCollector implements Collector {
  readonly #compare: Compare;
  readonly #steps: Steps;
  readonly #most: number;
  readonly #isSelected: Read;
  readonly #intrinsics = COMPARED.map((field) => ({ name: printField(field), read: fieldReader(field) }));
  readonly #sides = SIDES.map((name): Side => ({ name, attributes: new Map(), values: 0 }));
  /** Names of attributes as labels. */
  readonly #names = { span: new Map<string, string>(), resource: new Map<string, string>() };
  #isCut = false;

  constructor(compare: Compare, steps: Steps, limits: MetricsLimits) {
    this.#compare = compare;
    this.#steps = steps;
    this.#most = limits.compared;
    const { condition } = compare.selection;
    this.#isSelected = condition ? compileExpression(condition) : () => true;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  add(span: EvalSpan, trace: EvalTrace, step: number): void {
    const view = viewOf(trace);
    const { start, end } = this.#compare;
    const isInTime = (start === undefined || span.startNano > start) && (end === undefined || span.startNano <= end);
    const side = this.#sides[isInTime && isTrue(this.#isSelected(span, view)) ? 1 : 0];
    if (!side) return;
    const count = (name: string, value: FieldValue | undefined, key: string) => this.#count(side, name, value, key, step);
    for (const { name, read } of this.#intrinsics) {
      const value = firstOf(read(span, view));
      if (value !== undefined) count(name, shown(value), groupKey([value]));
    }
    for (const [key, value] of span.attributes) count(this.#name("span", key), value, groupKey([value]));
    for (const [key, value] of span.resource) count(this.#name("resource", key), value, groupKey([value]));
  }

  /** Of too many, those of the attributes that were seen first. */
  series(): readonly Series[] {
    const all: Series[] = [];
    for (const { name: side, attributes } of this.#sides) {
      for (const [name, attribute] of attributes) {
        if (all.length + Math.min(attribute.values.size, this.#compare.topN) + 2 > this.#most) this.#isCut = true;
        else all.push(...this.#seriesOf(side, name, attribute));
      }
    }
    return all;
  }

  #name(scope: "span" | "resource", key: string): string {
    const known = this.#names[scope].get(key);
    if (known !== undefined) return known;
    const name = printField({ type: "attribute", scope, key, ofParent: false });
    this.#names[scope].set(key, name);
    return name;
  }

  #count(side: Side, name: string, value: FieldValue | undefined, key: string, step: number): void {
    const attribute = side.attributes.get(name) ?? this.#newAttribute(side, name);
    if (!attribute) return;
    attribute.total[step] = (attribute.total[step] ?? 0) + 1;
    let counted = attribute.values.get(key);
    if (!counted) {
      if (side.values >= MAX_VALUES) {
        attribute.hasMore = true;
        return;
      }
      side.values++;
      counted = { value, count: 0, bySteps: new Map() };
      attribute.values.set(key, counted);
    }
    counted.count++;
    counted.bySteps.set(step, (counted.bySteps.get(step) ?? 0) + 1);
  }

  #newAttribute({ attributes }: Side, name: string): Attribute | undefined {
    if (attributes.size >= MAX_ATTRIBUTES) {
      this.#isCut = true;
      return undefined;
    }
    const attribute = { total: new Float64Array(this.#steps.count), values: new Map<string, Counted>(), hasMore: false };
    attributes.set(name, attribute);
    return attribute;
  }

  #seriesOf(side: (typeof SIDES)[number], name: string, { total, values, hasMore }: Attribute): readonly Series[] {
    const type = (value: string) => ({ name: "__meta_type", value });
    const frequent = [...values.values()].toSorted((a, b) => b.count - a.count).slice(0, this.#compare.topN);
    const series: Series[] = frequent.map(({ value, bySteps }) => ({
      labels: [type(side), { name, value }],
      values: Float64Array.from({ length: this.#steps.count }, (_, step) => bySteps.get(step) ?? 0),
      exemplars: [],
    }));
    series.push({ labels: [type(`${side}_total`), { name, value: undefined }], values: total, exemplars: [] });
    if (hasMore || values.size > frequent.length)
      series.push({
        labels: [type(side), { name: "__meta_error", value: "__too_many_values__" }, { name, value: undefined }],
        values: new Float64Array(this.#steps.count).fill(NaN),
        exemplars: [],
      });
    return series;
  }
}
