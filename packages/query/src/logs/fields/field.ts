import type { Parameters } from "../../statement.ts";
import type { LogOperator } from "../operator.ts";

/** What a comparison may be about: how it becomes a condition on a row of `logs`. */
export interface LogField {
  /** What is wrong with such a comparison, and what is accepted; `undefined`: nothing. */
  problem?(operator: LogOperator, value: string, isQuoted: boolean): string | undefined;
  /** The record has the field, and it compares so. */
  condition(parameters: Parameters, operator: LogOperator, value: string, isQuoted: boolean): string;
  /** The record has the field. */
  existence(parameters: Parameters): string;
  /** Where such rows are, as far as an index knows; `undefined`: it does not. */
  narrowing?(parameters: Parameters, operator: LogOperator, value: string, isQuoted: boolean): Narrowing | undefined;
}

/** Tells where to look for the rows that match a condition: all of them are `within`, or else where `besides` says. */
export interface Narrowing {
  /** A condition that an index serves. */
  readonly within: string;
  /** Conditions for rows that the index does not know, each of them cheap by itself. */
  readonly besides: readonly string[];
}
