/**
 * What TraceQL means, written as its documentation says it and with no thought of speed: by pairs of spans, and walking up from span
 * to span. An expression is worth a list of values: empty where it is not there.
 */
import type { Aggregate, FieldExpression, Field, ScalarExpression, SpansetExpression, SpansetOperator, Stage } from "@throughline/traceql";
import type { EvalSpan, EvalTrace } from "../span.ts";

/** A number knows whether it is about time; status and kind are objects. */
type Atom =
  | { readonly type: "string" | "bool" | "status" | "kind"; readonly value: string | boolean }
  | { readonly type: "int" | "duration"; readonly value: bigint }
  | { readonly type: "double"; readonly value: number };
export type Item = Atom | { readonly type: "array"; readonly value: readonly Item[] };

export interface ReferenceSet {
  readonly spans: readonly EvalSpan[];
  readonly groups: readonly (readonly Item[])[];
  readonly scalars: readonly Item[];
}

export class Reference {
  readonly #trace: EvalTrace;

  constructor(trace: EvalTrace) {
    this.#trace = trace;
  }

  evaluate(expression: SpansetExpression): readonly ReferenceSet[] {
    return this.#trace.spans.length === 0 ? [] : this.#expression(expression, { spans: this.#trace.spans, groups: [], scalars: [] });
  }

  // Structure

  #parent(span: EvalSpan): EvalSpan | undefined {
    const twin = this.#twin(span);
    if (twin && span.kind === "server" && twin.kind === "client") return twin;
    if (span.parentSpanId === "") return undefined;
    const named = this.#trace.spans.filter(({ spanId }) => spanId === span.parentSpanId);
    const isPair = named.length >= 2 && [named[0]?.kind, named[1]?.kind].toSorted().join() === "client,server";
    return isPair ? named.slice(0, 2).find(({ kind }) => kind === "server") : named[0];
  }

  /** The other one of the first two spans that share the ID. */
  #twin(span: EvalSpan): EvalSpan | undefined {
    const same = this.#trace.spans.filter(({ spanId }) => spanId === span.spanId).slice(0, 2);
    return same.includes(span) ? same.find((other) => other !== span) : undefined;
  }

  /** The spans above it, from its parent on. */
  #ancestors(span: EvalSpan): readonly EvalSpan[] {
    const above: EvalSpan[] = [];
    for (let at = this.#parent(span); at && !above.includes(at); at = this.#parent(at)) above.push(at);
    return above;
  }

  #isConnected(span: EvalSpan): boolean {
    if (this.#trace.spans.some(({ spanId }) => this.#trace.spans.filter((other) => other.spanId === spanId).length > 2)) return false;
    const top = this.#ancestors(span).at(-1) ?? span;
    return this.#parent(top) === undefined && top.parentSpanId === "";
  }

  /** Left and right by span. */
  #numbers(): ReadonlyMap<EvalSpan, readonly [number, number]> {
    const numbers = new Map<EvalSpan, readonly [number, number]>();
    let count = 0;
    const visit = (span: EvalSpan) => {
      const left = ++count;
      for (const child of this.#trace.spans) if (this.#parent(child) === span) visit(child);
      numbers.set(span, [left, ++count]);
    };
    for (const span of this.#trace.spans) if (this.#isConnected(span) && !this.#parent(span)) visit(span);
    return numbers;
  }

  #stands(relation: string, left: EvalSpan, right: EvalSpan): boolean {
    switch (relation) {
      case ">":
        return this.#parent(right) === left;
      case ">>":
        return this.#ancestors(right).includes(left);
      case "<":
        return this.#parent(left) === right;
      case "<<":
        return this.#ancestors(left).includes(right);
      default:
        return left !== right && this.#parent(left) !== undefined && this.#parent(left) === this.#parent(right);
    }
  }

  // Spansets

  #expression(expression: SpansetExpression, input: ReferenceSet): readonly ReferenceSet[] {
    switch (expression.type) {
      case "spanset-filter": {
        const { condition } = expression;
        return some(input, (span) => !condition || this.#holds(condition, span));
      }
      case "spanset-operation": {
        const left = new Set(this.#expression(expression.left, input).flatMap(({ spans }) => spans));
        const right = new Set(this.#expression(expression.right, input).flatMap(({ spans }) => spans));
        return this.#operation(expression.operator, [...left], [...right], input);
      }
      case "pipeline":
        return expression.stages.reduce<readonly ReferenceSet[]>((sets, stage) => this.#stage(stage, sets), [input]);
    }
  }

  #operation(
    operator: SpansetOperator,
    left: readonly EvalSpan[],
    right: readonly EvalSpan[],
    input: ReferenceSet,
  ): readonly ReferenceSet[] {
    if (operator === "&&")
      return some(input, (span) => left.length > 0 && right.length > 0 && (left.includes(span) || right.includes(span)));
    if (operator === "||") return some(input, (span) => left.includes(span) || right.includes(span));
    const relation = operator.replace(/^[!&]/, "");
    const known = (spans: readonly EvalSpan[]) => spans.filter((span) => this.#isConnected(span));
    const rightHas = (span: EvalSpan) => known(left).some((other) => this.#stands(relation, other, span));
    const leftHas = (span: EvalSpan) => known(right).some((other) => this.#stands(relation, span, other));
    if (operator.startsWith("!")) return some(input, (span) => known(right).includes(span) && !rightHas(span));
    if (operator.startsWith("&"))
      return some(input, (span) => (known(right).includes(span) && rightHas(span)) || (known(left).includes(span) && leftHas(span)));
    return some(input, (span) => known(right).includes(span) && rightHas(span));
  }

  #stage(stage: Stage, sets: readonly ReferenceSet[]): readonly ReferenceSet[] {
    switch (stage.type) {
      case "scalar-filter":
        return sets.flatMap((set) => {
          const holds = matches(stage.operator, this.#scalar(stage.left, set), this.#scalar(stage.right, set));
          const aggregates = [...aggregatesOf(stage.left), ...aggregatesOf(stage.right)];
          return holds ? [{ ...set, scalars: [...set.scalars, ...aggregates.flatMap((each) => this.#scalar(each, set))] }] : [];
        });
      case "by":
        return sets.flatMap((set) => {
          const groupsOf = (span: EvalSpan) => stage.expressions.map((expression) => this.#values(expression, span).slice(0, 1));
          const parts = Map.groupBy(set.spans, (span) => text(groupsOf(span)));
          return [...parts.values()].map((spans) => ({ ...set, spans, groups: [...set.groups, ...groupsOf(spans[0] as EvalSpan)] }));
        });
      case "coalesce":
        return some({ spans: this.#trace.spans, groups: [], scalars: [] }, (span) => sets.some(({ spans }) => spans.includes(span)));
      case "select":
        return sets;
      default:
        return sets.flatMap((set) => this.#expression(stage, set));
    }
  }

  #scalar(expression: ScalarExpression, set: ReferenceSet): readonly Item[] {
    switch (expression.type) {
      case "literal":
        return literal(expression.literal);
      case "scalar-arithmetic":
        return arithmetic(expression.operator, this.#scalar(expression.left, set), this.#scalar(expression.right, set));
      case "aggregate":
        return this.#aggregate(expression, set);
    }
  }

  #aggregate({ name, of }: Aggregate, set: ReferenceSet): readonly Item[] {
    if (!of) return [{ type: "int", value: BigInt(set.spans.length) }];
    const numbers = set.spans
      .flatMap((span) => this.#values(of, span))
      .filter((item) => isNumeric(item) && !Number.isNaN(item.value)) as Numeric[];
    const [first] = numbers;
    if (!first) return [];
    const total = sum(numbers);
    switch (name) {
      case "min":
        return [numbers.reduce((a, b) => (order(b, a) < 0 ? b : a))];
      case "max":
        return [numbers.reduce((a, b) => (order(b, a) > 0 ? b : a))];
      case "sum":
        return [total];
      default: {
        const isWhole = typeof total.value === "bigint" && total.value % BigInt(numbers.length) === 0n;
        if (isWhole) return [{ ...total, value: total.value / BigInt(numbers.length) } as Item];
        return [{ type: "double", value: Number(total.value) / numbers.length }];
      }
    }
  }

  // Fields

  #holds(condition: FieldExpression, span: EvalSpan): boolean {
    return this.#values(condition, span).some((item) => item.type === "bool" && item.value === true);
  }

  #values(expression: FieldExpression, span: EvalSpan): readonly Item[] {
    switch (expression.type) {
      case "literal":
        return literal(expression.literal);
      case "intrinsic":
      case "attribute":
        return this.#field(expression, span);
      case "not":
        return this.#values(expression.operand, span).flatMap((item) => (item.type === "bool" ? bool(!item.value) : []));
      case "negative":
        return this.#values(expression.operand, span).flatMap((item) => {
          if (item.type === "double") return { ...item, value: -item.value };
          return item.type === "int" || item.type === "duration" ? fit({ ...item, value: -item.value }) : [];
        });
      case "and":
        return bool(expression.operands.every((operand) => this.#holds(operand, span)));
      case "or":
        return bool(expression.operands.some((operand) => this.#holds(operand, span)));
      case "arithmetic":
        return arithmetic(expression.operator, this.#values(expression.left, span), this.#values(expression.right, span));
      case "comparison": {
        const { operator, left, right } = expression;
        if (right.type === "literal" && right.literal.type === "nil") {
          const isThere = this.#values(left, span).length > 0;
          return bool(isThere === (operator === "!="));
        }
        return bool(matches(operator, this.#values(left, span), this.#values(right, span)));
      }
    }
  }

  #field(field: Field, span: EvalSpan): readonly Item[] {
    if (field.type === "intrinsic") return this.#intrinsic(field.name, span);
    const of = field.ofParent ? this.#parent(span) : span;
    if (!of) return [];
    const places: Readonly<Record<string, readonly ReadonlyMap<string, unknown>[]>> = {
      span: [of.attributes],
      resource: [of.resource],
      event: of.events.map(({ attributes }) => attributes),
      link: of.links.map(({ attributes }) => attributes),
      instrumentation: [of.scope.attributes],
    };
    const scopes = field.scope === "any" ? Object.keys(places) : [field.scope];
    const scope = scopes.find((each) => places[each]?.some((attributes) => attributes.has(field.key)));
    return (places[scope ?? ""] ?? []).flatMap((attributes) => (attributes.has(field.key) ? itemOf(attributes.get(field.key)) : []));
  }

  #intrinsic(name: string, span: EvalSpan): readonly Item[] {
    const [left, right] = this.#numbers().get(span) ?? [0, 0];
    const parent = this.#parent(span);
    const duration = (value: bigint): Item => ({ type: "duration", value });
    const number = (value: number): Item => ({ type: "int", value: BigInt(value) });
    switch (name) {
      case "name":
        return [itemOf(span.name)];
      case "status":
        return [{ type: "status", value: span.status }];
      case "kind":
        return [{ type: "kind", value: span.kind }];
      case "duration":
        return [duration(span.durationNano)];
      case "childCount":
        return [number(this.#trace.spans.filter((child) => this.#parent(child) === span).length)];
      case "traceDuration":
        return [duration(this.#trace.durationNano)];
      case "span:parentID":
        return span.parentSpanId === "" ? [] : [itemOf(span.parentSpanId)];
      case "nestedSetLeft":
        return [number(left)];
      case "nestedSetRight":
        return [number(right)];
      case "nestedSetParent":
        return [number(left === 0 ? 0 : parent ? (this.#numbers().get(parent)?.[0] ?? 0) : -1)];
      case "event:name":
        return span.events.map((event) => itemOf(event.name));
      case "event:timeSinceStart":
        return span.events.map((event) => duration(event.timeNano - span.startNano));
      case "link:spanID":
        return span.links.map((link) => itemOf(link.spanId));
      default:
        throw new Error(`the reference does not know ${name}`);
    }
  }
}

type Numeric = Extract<Item, { type: "int" | "duration" | "double" }>;

function isNumeric(value: Item): value is Numeric {
  return value.type === "int" || value.type === "duration" || value.type === "double";
}

function some(set: ReferenceSet, keep: (span: EvalSpan) => boolean): readonly ReferenceSet[] {
  const spans = set.spans.filter(keep);
  return spans.length > 0 ? [{ ...set, spans }] : [];
}

function bool(value: boolean): Item[] {
  return [{ type: "bool", value }];
}

function itemOf(value: unknown): Item {
  if (Array.isArray(value)) return { type: "array", value: value.map(itemOf) };
  if (typeof value === "bigint") return { type: "int", value };
  if (typeof value === "number") return { type: "double", value };
  return typeof value === "boolean" ? { type: "bool", value } : { type: "string", value: String(value) };
}

function literal(of: Extract<FieldExpression, { type: "literal" }>["literal"]): readonly Item[] {
  switch (of.type) {
    case "nil":
      return [];
    case "float":
      return [{ type: "double", value: of.value }];
    default:
      return [of];
  }
}

/** Some value on the left compares so with some value on the right. */
function matches(operator: string, left: readonly Item[], right: readonly Item[]): boolean {
  return left.some((a) => right.some((b) => pairMatches(operator, a, b)));
}

function pairMatches(operator: string, left: Item, right: Item): boolean {
  if (left.type === "array" && right.type === "array") {
    const isEqual =
      left.value.length === right.value.length &&
      left.value.every((a, at) => a.type !== "array" && atoms("=", a, right.value[at] as Item) === true);
    return operator === "=" ? isEqual : operator === "!=" && !isEqual;
  }
  const results =
    left.type === "array"
      ? left.value.map((element) => atoms(operator, element, right))
      : right.type === "array"
        ? right.value.map((element) => atoms(operator, left, element))
        : [atoms(operator, left, right)];
  const isNegative = operator === "!=" || operator === "!~";
  return results.includes(true) && (!isNegative || !results.includes(false));
}

/** Undefined: they are of types that do not compare. */
function atoms(operator: string, left: Item, right: Item): boolean | undefined {
  if (left.type === "array" || right.type === "array") return undefined;
  if (operator === "=~" || operator === "!~") {
    if (left.type !== "string" || right.type !== "string") return undefined;
    return new RegExp(`^(?:${String(right.value).replaceAll(".", "[^\\n]")})$`, "u").test(String(left.value)) === (operator === "=~");
  }
  if (isNumeric(left) && isNumeric(right)) return ordered(operator, order(left, right));
  if (left.type !== right.type) return undefined;
  if (left.type === "string") return ordered(operator, Buffer.compare(Buffer.from(String(left.value)), Buffer.from(String(right.value))));
  if (operator === "=") return left.value === right.value;
  return operator === "!=" ? left.value !== right.value : undefined;
}

function ordered(operator: string, by: number): boolean {
  return { "=": by === 0, "!=": by !== 0, "<": by < 0, "<=": by <= 0, ">": by > 0, ">=": by >= 0 }[operator] ?? false;
}

/** By exact fractions. */
function order(left: Numeric, right: Numeric): number {
  if (!Number.isFinite(Number(left.value)) || !Number.isFinite(Number(right.value))) {
    const [a, b] = [Number(left.value), Number(right.value)];
    return Number.isNaN(a) || Number.isNaN(b) ? NaN : a < b ? -1 : a > b ? 1 : 0;
  }
  const [a, ofA] = fraction(left.value);
  const [b, ofB] = fraction(right.value);
  const difference = a * ofB - b * ofA;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function fraction(value: bigint | number): readonly [bigint, bigint] {
  if (typeof value === "bigint") return [value, 1n];
  let numerator = value;
  let denominator = 1n;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return [BigInt(numerator), denominator];
}

function arithmetic(operator: string, left: readonly Item[], right: readonly Item[]): readonly Item[] {
  if (left.length > 1 && right.length > 1) return [];
  return left.flatMap((a) => right.flatMap((b) => (isNumeric(a) && isNumeric(b) ? calculate(operator, a, b) : [])));
}

function calculate(operator: string, left: Numeric, right: Numeric): readonly Item[] {
  if (left.type === "double" || right.type === "double" || (operator === "/" && (left.type === "duration" || right.type === "duration"))) {
    const [a, b] = [Number(left.value), Number(right.value)];
    return [{ type: "double", value: { "+": a + b, "-": a - b, "*": a * b, "/": a / b, "%": a % b, "^": a ** b }[operator] ?? NaN }];
  }
  const [a, b] = [left.value, right.value];
  const type = left.type === "duration" || right.type === "duration" ? "duration" : "int";
  switch (operator) {
    case "+":
      return fit({ type, value: a + b });
    case "-":
      return fit({ type, value: a - b });
    case "*":
      return fit({ type, value: a * b });
    case "/":
      return b === 0n ? [] : fit({ type, value: a / b });
    case "%":
      return b === 0n ? [] : [{ type, value: a % b }];
    default:
      if (b > 64n && a >= -1n && a <= 1n) return [{ type, value: a ** (2n + (b % 2n)) }];
      return b < 0n || b > 64n ? [{ type: "double", value: Number(a) ** Number(b) }] : fit({ type, value: a ** b });
  }
}

/** Beyond 64 bits it is a double. */
function fit(number: Extract<Item, { type: "int" | "duration" }>): Item[] {
  return BigInt.asIntN(64, number.value) === number.value ? [number] : [{ type: "double", value: Number(number.value) }];
}

/** Integers are added exactly, then the doubles. */
function sum(numbers: readonly Numeric[]): Numeric {
  const doubles = numbers.filter(({ type }) => type === "double");
  const integers = numbers.filter(({ type }) => type !== "double");
  const exact = integers.reduce((total, { value }) => total + BigInt(value), 0n);
  if (doubles.length > 0) return { type: "double", value: Number(exact) + doubles.reduce((total, { value }) => total + Number(value), 0) };
  return { type: integers.some(({ type }) => type === "duration") ? "duration" : "int", value: exact };
}

function aggregatesOf(expression: ScalarExpression): readonly Aggregate[] {
  if (expression.type === "scalar-arithmetic") return [...aggregatesOf(expression.left), ...aggregatesOf(expression.right)];
  return expression.type === "aggregate" ? [expression] : [];
}

/** Values as text, to tell them apart. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === "bigint") return `${each}n`;
    return typeof each === "number" ? `number ${each}` : each;
  });
}
