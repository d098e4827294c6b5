import { type Kind, KINDS, type Status, STATUSES } from "@throughline/traceql";
import type { FieldValue } from "../spanset.ts";

/** A status or a kind. There is one object of each, and no text equals it. */
export class Named {
  readonly type: "status" | "kind";
  readonly value: Status | Kind;

  constructor(type: "status" | "kind", value: Status | Kind) {
    this.type = type;
    this.value = value;
  }
}

export const STATUS = Object.fromEntries(STATUSES.map((value) => [value, new Named("status", value)])) as Readonly<Record<Status, Named>>;
export const KIND = Object.fromEntries(KINDS.map((value) => [value, new Named("kind", value)])) as Readonly<Record<Kind, Named>>;

export type Scalar = string | bigint | number | boolean | Named;
export type Single = Scalar | readonly FieldValue[];

/** Two or more values of one field of one span: one of each of its events or links. */
export class Several {
  readonly values: readonly Single[];

  constructor(values: readonly Single[]) {
    this.values = values;
  }
}

/** What an expression is worth for a span; `undefined`: nothing, which only `= nil` matches. */
export type Operand = Single | Several | undefined;

/** The values as one operand. */
export function several(values: readonly Single[]): Operand {
  return values.length > 1 ? new Several(values) : values[0];
}

export function isArray(operand: Operand): operand is readonly FieldValue[] {
  return Array.isArray(operand);
}

/** The operand where one value is wanted: of several the first. */
export function firstOf(operand: Operand): Single | undefined {
  return operand instanceof Several ? operand.values[0] : operand;
}

/** The operand as it is shown: several values are an array. */
export function shown(operand: Operand): FieldValue | undefined {
  if (operand instanceof Several) return operand.values.flatMap((value) => shown(value) ?? []);
  return operand instanceof Named ? operand.value : operand;
}
