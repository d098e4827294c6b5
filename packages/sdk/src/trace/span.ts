import {
  diag,
  type SpanKind,
  SpanStatusCode,
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span as ApiSpan,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
} from "@opentelemetry/api";
import {
  AddAttributeDecision,
  cleanAttributes,
  cleanSimpleAttributes,
  hrTimeDuration,
  isTimeInput,
  maybeAddAttribute,
  timeInputToHrTime,
  type InstrumentationScope,
} from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan, SpanLimits, SpanProcessor } from "@opentelemetry/sdk-trace";
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from "@opentelemetry/semantic-conventions";
import { CORRELATION_ID } from "@throughline/model";
import { epochTime } from "../context/clock.ts";

/** What all spans of a tracer share. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly limits: Required<SpanLimits>;
  readonly processor: SpanProcessor;
}

type Event = ReadableSpan["events"][number];
type CountedLink = ReadableSpan["links"][number];

const NONE: never[] = [];
const NOTHING: Attributes = Object.freeze({});
const UNLIMITED = { attributeCountLimit: Infinity, attributeValueLengthLimit: Infinity };
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };

/**
 * A span, to the API and to span processors what OpenTelemetry's own is (a test compares the two over random calls), at a third of its
 * memory: times are two numbers, and what most spans never have — events, links, a status — is made when it comes.
 */
export class Span implements ApiSpan, ReadableSpan {
  name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  attributes: Attributes = {};
  readonly startTime: HrTime;
  endTime: HrTime = [0, 0];
  status: SpanStatus = UNSET;
  ended = false;
  droppedAttributesCount = 0;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  readonly #context: SpanContext;
  readonly #origin: SpanOrigin;
  /** `performance.now()` at the start, which the end is measured from; `undefined` if the caller gave the start. */
  readonly #began: number | undefined;
  #attributeCount = 0;
  #events: Event[] | undefined;
  #links: CountedLink[] | undefined;

  constructor(
    origin: SpanOrigin,
    name: string,
    kind: SpanKind,
    spanContext: SpanContext,
    parent: SpanContext | undefined,
    startTime: TimeInput | undefined,
  ) {
    this.#origin = origin;
    this.#context = spanContext;
    this.name = name;
    this.kind = kind;
    if (parent !== undefined) this.parentSpanContext = parent;
    if (startTime === undefined) {
      this.#began = performance.now();
      this.startTime = epochTime(this.#began);
    } else {
      this.#began = undefined;
      this.startTime = timeInputToHrTime(startTime);
    }
  }

  get resource(): Resource {
    return this.#origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.#origin.scope;
  }

  get events(): Event[] {
    return this.#events ?? NONE;
  }

  get links(): CountedLink[] {
    return this.#links ?? NONE;
  }

  get duration(): HrTime {
    return this.ended ? hrTimeDuration(this.startTime, this.endTime) : [-1, -1];
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  /** Sets the attributes that the span starts with, its caller's and its sampler's. What is no attribute counts as dropped here. */
  begin(callers: Attributes | undefined, samplers: Attributes | undefined): void {
    const valid = cleanAttributes(callers, UNLIMITED);
    const kept = cleanAttributes({ ...valid.attributes, ...samplers }, this.#origin.limits);
    this.setAttributes(kept.attributes ?? {});
    this.droppedAttributesCount += (valid.droppedAttributesCount ?? 0) + (kept.droppedAttributesCount ?? 0);
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (this.#hasEnded()) return this;
    if (value === undefined) return this;
    const { limits } = this.#origin;
    if (isPlain(value, limits.attributeValueLengthLimit) && key.length > 0 && this.#attributeCount < limits.attributeCountLimit) {
      if (this.attributes[key] === undefined && !Object.hasOwn(this.attributes, key)) this.#attributeCount += 1;
      this.attributes[key] = value;
      return this;
    }
    const decision = maybeAddAttribute({
      key,
      value,
      attributes: this.attributes,
      limits,
      currentAttributesCount: this.#attributeCount,
    });
    if (decision === AddAttributeDecision.ADD_NEW) this.#attributeCount += 1;
    else if (decision === AddAttributeDecision.DROP_LIMIT_REACHED) this.droppedAttributesCount += 1;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    return this;
  }

  /**
   * Takes attributes as they are: the object is the span's from then on. For those that need no check: strings, numbers and booleans under keys that
   * are not empty.
   */
  adopt(attributes: Attributes): void {
    const { limits } = this.#origin;
    let count = 0;
    for (const key in this.attributes) attributes[key] = this.attributes[key];
    for (const _ in attributes) count += 1;
    if (count > limits.attributeCountLimit || limits.attributeValueLengthLimit !== Infinity) {
      this.setAttributes(attributes);
      return;
    }
    this.attributes = attributes;
    this.#attributeCount = count;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#hasEnded()) return this;
    const { limits } = this.#origin;
    if (limits.eventCountLimit === 0) {
      this.droppedEventsCount += 1;
      return this;
    }
    this.#events ??= [];
    if (this.#events.length >= limits.eventCountLimit) {
      this.#events.shift();
      this.droppedEventsCount += 1;
    }
    const given = isTimeInput(attributesOrTime)
      ? { attributes: undefined, time: isTimeInput(time) ? time : attributesOrTime }
      : { attributes: attributesOrTime, time };
    this.#events.push({
      name,
      time: this.#time(given.time),
      ...cleanSimpleAttributes(given.attributes, {
        attributeCountLimit: limits.attributePerEventCountLimit,
        attributeValueLengthLimit: limits.attributeValueLengthLimit,
      }),
    });
    return this;
  }

  addLink(link: Link): this {
    if (this.#hasEnded()) return this;
    const { limits } = this.#origin;
    if (limits.linkCountLimit === 0) {
      this.droppedLinksCount += 1;
      return this;
    }
    this.#links ??= [];
    if (this.#links.length >= limits.linkCountLimit) {
      this.#links.shift();
      this.droppedLinksCount += 1;
    }
    this.#links.push(cleanLink(link, limits));
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (this.#hasEnded() || status.code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    const hasMessage = status.code === SpanStatusCode.ERROR && typeof status.message === "string";
    this.status = hasMessage ? { code: status.code, message: status.message as string } : { code: status.code };
    return this;
  }

  updateName(name: string): this {
    if (!this.#hasEnded()) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes: Attributes = {};
    if (typeof exception === "string") {
      attributes[ATTR_EXCEPTION_MESSAGE] = exception;
    } else if (exception) {
      const type = exception.code ? String(exception.code) : exception.name;
      if (type) attributes[ATTR_EXCEPTION_TYPE] = type;
      if (exception.message) attributes[ATTR_EXCEPTION_MESSAGE] = exception.message;
      if (exception.stack) attributes[ATTR_EXCEPTION_STACKTRACE] = exception.stack;
    }
    if (attributes[ATTR_EXCEPTION_TYPE] || attributes[ATTR_EXCEPTION_MESSAGE]) this.addEvent("exception", attributes, time);
    else diag.warn("Cannot record an exception: it has neither a name nor a message");
  }

  end(time?: TimeInput): void {
    if (this.#hasEnded()) return;
    this.endTime = this.#time(time);
    // A clock that was set back, or times given in the wrong order.
    if (hrTimeDuration(this.startTime, this.endTime)[0] < 0) this.endTime = [this.startTime[0], this.startTime[1]];
    const { processor } = this.#origin;
    processor.onEnding?.(this);
    this.ended = true;
    processor.onEnd(this);
  }

  /**
   * Lets go of all but its IDs and its correlation ID, for a span that has ended and that nobody reads any more. The context of a request is kept
   * by whatever the request began and has not ended, such as streams behind `fetch`, and the span by the context.
   */
  release(): void {
    const id = this.attributes[CORRELATION_ID];
    this.attributes = id === undefined ? NOTHING : { [CORRELATION_ID]: id };
    this.#events = undefined;
    this.#links = undefined;
    this.status = UNSET;
  }

  /** The time that was given, or now: measured from the start, so that a clock that is set meanwhile does not matter. */
  #time(given: TimeInput | undefined): HrTime {
    if (given !== undefined) return timeInputToHrTime(given);
    const now = performance.now();
    if (this.#began === undefined) return epochTime(now);
    const [seconds, nanos] = this.startTime;
    const total = nanos + Math.round((now - this.#began) * 1e6);
    const carried = Math.floor(total / 1e9);
    return [seconds + carried, total - carried * 1e9];
  }

  #hasEnded(): boolean {
    if (this.ended)
      diag.warn(`Cannot change the span "${this.name}" (trace ${this.#context.traceId}, span ${this.#context.spanId}): it has ended`);
    return this.ended;
  }
}

/** Whether a value is stored as it is: no copy, nothing to cut, nothing to check. */
function isPlain(value: AttributeValue, lengthLimit: number): boolean {
  switch (typeof value) {
    case "string":
      return value.length <= lengthLimit && lengthLimit > 0;
    case "number":
    case "boolean":
      return true;
    default:
      return false;
  }
}

function cleanLink(link: Link, limits: Required<SpanLimits>): CountedLink {
  const attributes = cleanAttributes(link.attributes, {
    attributeCountLimit: limits.attributePerLinkCountLimit,
    attributeValueLengthLimit: limits.attributeValueLengthLimit,
  });
  return { context: link.context, ...attributes };
}
