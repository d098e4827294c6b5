import { Cursor, int64Text, type MessageName } from "@throughline/otlp";
import { Edits } from "./edits.ts";
import { ANSWER } from "./key-rules.ts";
import { KnownBytes, UNKNOWN } from "./known-bytes.ts";
import { REDACTED } from "./redacted.ts";
import type { RedactionRules } from "./rules.ts";
import { SecretAttributes } from "./secret-attributes.ts";
import type { TextRules } from "./text-rules.ts";
import { type Shape, type ShapeField, shapeOf } from "./shape.ts";

/** The field of KeyValue and of KeyValueAndUnit. */
const VALUE = 2;

const NOTHING = new Uint8Array();
const REDACTED_BYTES = Buffer.from(REDACTED);
/** An AnyValue that is this text. */
const REDACTED_VALUE = Buffer.concat([Buffer.of(0x0a, REDACTED_BYTES.length), REDACTED_BYTES]);

/** A request without what the rules take out. */
export interface RedactedRequest {
  /** The request's own bytes where nothing was taken out. */
  readonly bytes: Uint8Array;
  /** How many values changed. */
  readonly values: number;
}

/**
 * Takes out of export requests what the rules name, in the bytes: what they do not name stays as it came, byte by byte. Nothing passes
 * that was not looked at: fields that are not known here are left out, and so is a profile's original payload.
 *
 * In the dictionary of profiles, a text that is the value of a secret key is taken out for all that refer to it.
 */
export class Redactor {
  readonly #patterns: TextRules | undefined;
  readonly #secrets: SecretAttributes | undefined;
  readonly #edits = new Edits();
  /** Texts in which the patterns have found nothing. */
  readonly #cleanTexts = new KnownBytes();
  #cursor = new Cursor(NOTHING);
  #buffer: Buffer = Buffer.alloc(0);
  #values = 0;
  /** Texts of the dictionary that have been passed. */
  #tableTexts = 0;

  constructor({ keys, texts }: RedactionRules) {
    this.#patterns = texts;
    this.#secrets = keys && new SecretAttributes(keys);
  }

  /** Redacts a request that has been validated. */
  redact(name: MessageName, request: Uint8Array): RedactedRequest {
    this.#cursor = new Cursor(request);
    this.#buffer = Buffer.from(request.buffer, request.byteOffset, request.length);
    this.#secrets?.enter(this.#buffer, name === "ExportProfilesServiceRequest");
    this.#walk(name);
    // The dictionary's texts stand before some of what refers to them.
    if (this.#secrets && this.#secrets.texts.size > 0) this.#walk(name);
    return { bytes: this.#edits.apply(request), values: this.#values };
  }

  #walk(name: MessageName): void {
    this.#edits.clear();
    this.#values = this.#tableTexts = 0;
    this.#cursor.seek(0, this.#buffer.length);
    this.#message(shapeOf(name), ANSWER.nothing);
  }

  /** Redacts the message that the cursor is in; `answer` is about its value if it is an attribute. */
  #message(shape: Shape, answer: number): void {
    const cursor = this.#cursor;
    for (let tagAt = cursor.at; cursor.next(); tagAt = cursor.at) {
      const field = shape[cursor.field];
      if (!field) {
        cursor.skip();
        this.#edits.replace(tagAt, cursor.at, NOTHING);
        continue;
      }
      switch (field.kind) {
        case "plain":
        case "index":
          cursor.skip();
          break;
        case "text":
          this.#part("utf8");
          break;
        case "tableText":
          if (this.#secrets?.texts.has(this.#tableTexts++)) this.#whole();
          else this.#part("utf8");
          break;
        case "bytes":
          this.#part("latin1");
          break;
        case "opaque":
          this.#whole();
          break;
        case "integer":
          this.#integer(tagAt);
          break;
        default:
          this.#inner(field, cursor.field === VALUE ? answer : ANSWER.nothing);
      }
    }
  }

  /** A message: it goes as a whole if it is the value of a secret attribute, by what its key answers. */
  #inner(field: ShapeField & { readonly shape: Shape }, answer: number): void {
    const cursor = this.#cursor;
    const lengthAt = cursor.at;
    cursor.range();
    const { start, stop } = cursor;
    if (answer !== ANSWER.nothing && this.#secrets?.isSecret(answer, start, stop))
      return this.#replace(lengthAt, start, stop, REDACTED_VALUE);
    const end = cursor.into();
    const { growth } = this.#edits;
    const place = this.#edits.enter(lengthAt, start);
    const own = field.kind === "attribute" ? this.#secrets?.answer(field.shape, start, stop) : undefined;
    this.#message(field.shape, own ?? ANSWER.nothing);
    this.#edits.leave(place, growth, stop);
    cursor.leave(end);
  }

  /** A text, or bytes as far as they are one: what the patterns find in it goes. */
  #part(encoding: "utf8" | "latin1"): void {
    const cursor = this.#cursor;
    const lengthAt = cursor.at;
    cursor.range();
    const { start, stop } = cursor;
    if (!this.#patterns || start === stop) return;
    const isText = encoding === "utf8";
    if (isText && this.#cleanTexts.get(this.#buffer, start, stop) !== UNKNOWN) return;
    const text = this.#buffer.toString(encoding, start, stop);
    const redacted = this.#patterns.redact(text);
    if (redacted === text) {
      if (isText) this.#cleanTexts.set(this.#buffer, start, stop, 0);
      return;
    }
    this.#values++;
    this.#edits.replaceContent(lengthAt, start, stop, Buffer.from(redacted, encoding));
  }

  /** A text or bytes that go as a whole. */
  #whole(): void {
    const cursor = this.#cursor;
    const lengthAt = cursor.at;
    cursor.range();
    this.#replace(lengthAt, cursor.start, cursor.stop, REDACTED_BYTES);
  }

  /** Puts `by` in place of a field's content, unless there is none or it stands there already. */
  #replace(lengthAt: number, start: number, stop: number, by: Uint8Array): void {
    if (start === stop || this.#buffer.compare(by, 0, by.length, start, stop) === 0) return;
    this.#values++;
    this.#edits.replaceContent(lengthAt, start, stop, by);
  }

  /** A whole number: one beyond 32 bits, which may be that of a card or a phone, is looked at as text. */
  #integer(tagAt: number): void {
    const cursor = this.#cursor;
    cursor.varint64();
    if (!this.#patterns || cursor.hi <= 0) return;
    const text = int64Text(cursor.lo >>> 0, cursor.hi >>> 0);
    if (this.#patterns.redact(text) === text) return;
    this.#values++;
    this.#edits.replace(tagAt, cursor.at, REDACTED_VALUE);
  }
}
