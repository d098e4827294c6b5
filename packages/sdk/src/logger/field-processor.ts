import type { LogProcessor } from "./log-event.ts";
import type { Plain } from "./plain.ts";

/** Under this name a processor holds what it does to fields, if that depends on nothing else in the event. */
export const FIELDS = Symbol("throughline.fields");

/** Changes fields in place. */
export type FieldStep = (fields: Record<string, Plain>) => void;

/**
 * A processor that treats each field by itself, or none. Bound fields go through it once, when they are bound, and their JSON is
 * kept. A processor of the user's may do anything, so with one in the list every event carries all of its fields.
 */
export type FieldProcessor = LogProcessor & { readonly [FIELDS]: FieldStep };
