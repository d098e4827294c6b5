import { context as active } from "@opentelemetry/api";
import type { AnyValue, Attributes, Context, HrTime, Logger, LoggerOptions, TimeInput } from "@opentelemetry/api";
import { AddAttributeDecision, cleanSimpleAttributes, maybeAddAttribute, timeInputToHrTime } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { CORRELATION_ID } from "@throughline/model";
import { actionIds } from "./action-ids.ts";
import { isError } from "./exception.ts";
import type { LogOutlet } from "./log-outlets.ts";
import { addException } from "./log-record.ts";
import { OWN, type OwnLogRecord } from "./own-attributes.ts";
import { exceptionFrom } from "./read-fields.ts";

/** What the records of all loggers have in common. */
export interface RecordMaking {
  readonly resource: Resource;
  readonly limits: { readonly attributeCountLimit: number; readonly attributeValueLengthLimit: number };
  readonly outlets: readonly LogOutlet[];
}

/** A logger of OpenTelemetry's API. Puts the correlation ID on every record, whoever writes it. */
export class RecordLogger implements Logger {
  readonly #making: RecordMaking;
  readonly #scope: ReadableLogRecord["instrumentationScope"];

  constructor(
    making: RecordMaking,
    { name, version, options }: { name: string; version: string | undefined; options: LoggerOptions | undefined },
  ) {
    this.#making = making;
    this.#scope = {
      name,
      ...(version !== undefined && { version }),
      ...(options?.schemaUrl !== undefined && { schemaUrl: options.schemaUrl }),
      ...cleanSimpleAttributes(options?.attributes, making.limits),
    };
  }

  enabled(): boolean {
    return true;
  }

  emit(given: OwnLogRecord): void {
    const { resource, limits, outlets } = this.#making;
    const ctx = given.context ?? active.active();
    const now = Date.now();
    const hrTime = hrTimeOf(given.timestamp, now);
    const { attributes, dropped } = attributesOf(given, ctx, limits);
    const record = {
      hrTime,
      hrTimeObserved: given[OWN] === true ? hrTime : hrTimeOf(given.observedTimestamp, now),
      severityNumber: given.severityNumber,
      severityText: given.severityText,
      body: given.body,
      eventName: given.eventName,
      spanContext: actionIds(ctx).span,
      resource,
      instrumentationScope: this.#scope,
      attributes,
      droppedAttributesCount: dropped,
    };
    // What is not there is undefined: leaving it out would give each kind of record a shape of its own.
    for (const outlet of outlets) outlet(record as ReadableLogRecord);
  }
}

function hrTimeOf(time: TimeInput | undefined, now: number): HrTime {
  if (time === undefined) return [Math.floor(now / 1000), (now % 1000) * 1_000_000];
  return Array.isArray(time) ? time : timeInputToHrTime(time);
}

function attributesOf(given: OwnLogRecord, ctx: Context, limits: RecordMaking["limits"]): { attributes: Attributes; dropped: number } {
  const own = given[OWN] === true ? (given.attributes as Attributes) : undefined;
  if (own !== undefined && limits.attributeValueLengthLimit === Infinity && sizeOf(own) <= limits.attributeCountLimit) {
    return { attributes: own, dropped: 0 };
  }
  const attributes: Attributes = {};
  let count = 0;
  let dropped = 0;
  const add = (key: string, value: AnyValue): void => {
    const decision = maybeAddAttribute({ key, value, attributes, limits, currentAttributesCount: count });
    if (decision === AddAttributeDecision.ADD_NEW) count += 1;
    if (decision === AddAttributeDecision.DROP_LIMIT_REACHED) dropped += 1;
  };
  // First what must not fall victim to a limit on their number.
  const id = given.attributes?.[CORRELATION_ID] ?? actionIds(ctx).correlationId;
  if (id !== undefined) add(CORRELATION_ID, id);
  if (isError(given.exception)) {
    const told: Attributes = {};
    addException(told, exceptionFrom(given.exception));
    for (const key in told) add(key, told[key]);
  }
  for (const key in given.attributes) if (Object.hasOwn(given.attributes, key)) add(key, given.attributes[key]);
  return { attributes, dropped };
}

function sizeOf(attributes: Attributes): number {
  let size = 0;
  for (const _ in attributes) size += 1;
  return size;
}
