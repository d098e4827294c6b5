import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type TextMapSetter,
} from "@opentelemetry/api";
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from "@opentelemetry/semantic-conventions";
import { noteOutgoingRequest, type OutgoingRequest } from "../correlation/outgoing-request.ts";
import { now, recordClientDuration } from "./http-metrics.ts";
import { httpTracer } from "./http-tracer.ts";
import { addAttributes } from "./span-attributes.ts";
import { recordError } from "./span-error.ts";

/** The span of a request that this process sends, from its start to the end of the response. */
export class ClientSpan {
  readonly #span: Span;
  readonly #context: Context;
  readonly #began = now();
  /** The span's attributes; empty once it has ended. */
  #attributes: Attributes = NOTHING;
  #ended = false;

  /** Starts the span as a child of what runs now. One that is not sampled never asks for its attributes. */
  constructor(name: string, attributes: () => Attributes) {
    const parent = context.active();
    this.#span = httpTracer().startSpan(name, { kind: SpanKind.CLIENT }, parent);
    this.#context = trace.setSpan(parent, this.#span);
    if (!this.#span.isRecording()) return;
    this.#attributes = attributes();
    addAttributes(this.#span, this.#attributes);
  }

  /** Whether anybody will see what is set. */
  get isRecording(): boolean {
    return this.#span.isRecording();
  }

  /** Adds the headers that carry the trace and the correlation ID. */
  inject<C>(carrier: C, setter: TextMapSetter<C>, request: OutgoingRequest): void {
    noteOutgoingRequest(request);
    propagation.inject(this.#context, carrier, setter);
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  /** The head of the response has come. */
  respond(statusCode: number): void {
    if (!this.isRecording) return;
    this.#span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
    if (statusCode >= 100 && statusCode < 400) return;
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
    if (statusCode >= 400 && statusCode < 600) this.#span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
  }

  /** The request failed with an error of this type. */
  fail(error: unknown, type: string): void {
    if (this.#ended) return;
    if (this.isRecording) recordError(this.#span, error, type);
    this.end();
  }

  /** The response broke off. */
  abort(): void {
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.end();
  }

  /** All is done. Further calls do nothing. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#span.end();
    const attributes = this.#attributes;
    recordClientDuration(this.#began, () =>
      Object.fromEntries(MEASURED.map((name) => [name, attributes[name]]).filter(([, value]) => value !== undefined)),
    );
    this.#attributes = NOTHING;
  }
}

const NOTHING: Attributes = Object.freeze({});

/** The attributes of the duration histogram. */
const MEASURED = [
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_ERROR_TYPE,
];
