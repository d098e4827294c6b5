import type { Parameters } from "../statement.ts";
import { fieldOf } from "./fields/field-of.ts";

/** `key=*`: the record has the field. */
export interface Existence {
  readonly type: "existence";
  readonly key: string;
}

/** Condition on a row of `logs`. */
export function existenceCondition(parameters: Parameters, { key }: Existence): string {
  return fieldOf(key).existence(parameters);
}
