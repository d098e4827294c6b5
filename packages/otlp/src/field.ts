import type { MessageName } from "./messages.ts";

export type Scalar =
  | "string"
  | "bytes"
  | "id"
  | "bool"
  | "uint32"
  | "int32"
  | "enum"
  | "int64"
  | "uint64"
  | "fixed64"
  | "fixed32"
  | "double";

/** A field. `id` is bytes that OTLP/JSON writes as hex instead of base64 (OTLP specification, "JSON Protobuf Encoding"). */
export interface Field {
  readonly number: number;
  readonly name: string;
  readonly type: Scalar | MessageName;
  readonly repeated?: true;
  /** Repeated numbers that stand in one field, one behind another; a reader also takes one field each. */
  readonly packed?: true;
  /** A member of a `oneof`: its default value is written, too. */
  readonly oneof?: true;
}

export const one = (number: number, name: string, type: Scalar | MessageName): Field => ({ number, name, type });
export const many = (number: number, name: string, type: Scalar | MessageName): Field => ({ number, name, type, repeated: true });
export const either = (number: number, name: string, type: Scalar | MessageName): Field => ({ number, name, type, oneof: true });
