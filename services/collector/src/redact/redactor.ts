import { Cursor, int64Text, type MessageName, WIRE } from "@throughline/otlp";
import { DictionaryTables } from "../encode/profiles/tables.ts";
import { Edits } from "./edits.ts";
import { ANSWER } from "./key-rules.ts";
import { KnownBytes, UNKNOWN } from "./known-bytes.ts";
import { REDACTED } from "./redacted.ts";
import type { RedactionRules } from "./rules.ts";
import { type Shape, type ShapeField, shapeOf } from "./shape.ts";

/** Fields of KeyValue and KeyValueAndUnit: a key is a text, or the index of one in another place. */
const KEY = 1;
const VALUE = 2;
const KEY_STRINDEX = 3;
/** Fields of AnyValue. */
const BOOL = 2;
const INT = 3;
const DOUBLE = 4;

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
 * that was not looked at: what could hold text in fields that are not known here is left out, and so is a profile's original payload.
 *
 * In the dictionary of profiles, a text that is the value of a secret key is taken out for all that refer to it.
 */
export class Redactor {
  readonly #rules: RedactionRules;
  readonly #edits = new Edits();
  /** What the rules have said of keys. */
  readonly #knownKeys = new KnownBytes();
  /** Texts in which the patterns have found nothing. */
  readonly #cleanTexts = new KnownBytes();
  #cursor = new Cursor(NOTHING);
  #buffer: Buffer = Buffer.alloc(0);
  #values = 0;
  readonly #tables = new DictionaryTables();
  /** Texts of the dictionary that have been passed. */
  #texts = 0;
  /** Indices of those that are values of secret keys. */
  readonly #secretTexts = new Set<number>();

  constructor(rules: RedactionRules) {
    this.#rules = rules;
  }

  /** Redacts a request that has been validated. */
  redact(name: MessageName, request: Uint8Array): RedactedRequest {
    this.#cursor = new Cursor(request);
    this.#buffer = Buffer.from(request.buffer, request.byteOffset, request.length);
    this.#tables.read(name === "ExportProfilesServiceRequest" ? request : NOTHING);
    this.#secretTexts.clear();
    this.#walk(name);
    // The dictionary's texts stand before some of what refers to them.
    if (this.#secretTexts.size > 0) this.#walk(name);
    return { bytes: this.#edits.apply(request), values: this.#values };
  }

  #walk(name: MessageName): void {
    this.#edits.clear();
    this.#values = this.#texts = 0;
    this.#cursor.seek(0, this.#buffer.length);
    this.#message(shapeOf(name), ANSWER.nothing);
  }

  /** Redacts the message that the cursor is in; `answer` is about its value if it is an attribute. */
  #message(shape: Shape, answer: number): void {
    const cursor = this.#cursor;
    for (let tagAt = cursor.at; cursor.next(); tagAt = cursor.at) {
      const field = shape[cursor.field];
      if (!field) {
        this.#unknown(tagAt);
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
          if (this.#secretTexts.has(this.#texts++)) this.#whole(REDACTED_BYTES);
          else this.#part("utf8");
          break;
        case "bytes":
          this.#part("latin1");
          break;
        case "opaque":
          this.#whole(REDACTED_BYTES);
          break;
        case "integer":
          this.#integer(tagAt);
          break;
        default:
          if (answer !== ANSWER.nothing && cursor.field === VALUE && this.#isSecret(answer)) this.#whole(REDACTED_VALUE);
          else this.#inner(field);
      }
    }
  }

  /** Goes into a message. */
  #inner(field: ShapeField & { readonly shape: Shape }): void {
    const cursor = this.#cursor;
    const lengthAt = cursor.at;
    const end = cursor.enter();
    const { start, stop } = cursor;
    const { growth } = this.#edits;
    const place = this.#edits.enter(lengthAt, start);
    let answer: number = ANSWER.nothing;
    if (field.kind === "attribute" && this.#rules.keys) {
      answer = this.#keyAnswer(field.shape[KEY]?.kind === "text" ? KEY_STRINDEX : KEY);
      cursor.seek(start, stop);
    }
    this.#message(field.shape, answer);
    this.#edits.leave(place, growth, stop);
    cursor.leave(end);
  }

  /** A field of a version of OTLP that is not known here. */
  #unknown(tagAt: number): void {
    const cursor = this.#cursor;
    const mayHoldText = cursor.wire === WIRE.lengthDelimited;
    cursor.skip();
    if (!mayHoldText) return;
    this.#values++;
    this.#edits.replace(tagAt, cursor.at, NOTHING);
  }

  /** A text, or bytes as far as they are one: what the patterns find in it goes. */
  #part(encoding: "utf8" | "latin1"): void {
    const cursor = this.#cursor;
    const lengthAt = cursor.at;
    cursor.range();
    const { texts } = this.#rules;
    const { start, stop } = cursor;
    if (!texts || start === stop) return;
    const isText = encoding === "utf8";
    if (isText && this.#cleanTexts.get(this.#buffer, start, stop) !== UNKNOWN) return;
    const text = this.#buffer.toString(encoding, start, stop);
    const redacted = texts.redact(text);
    if (redacted === text) {
      if (isText) this.#cleanTexts.set(this.#buffer, start, stop, 0);
      return;
    }
    this.#values++;
    this.#edits.replaceContent(lengthAt, start, stop, Buffer.from(redacted, encoding));
  }

  /** The content of a field goes as a whole. */
  #whole(by: Uint8Array): void {
    const cursor = this.#cursor;
    const lengthAt = cursor.at;
    cursor.range();
    const { start, stop } = cursor;
    if (start === stop || this.#buffer.compare(by, 0, by.length, start, stop) === 0) return;
    this.#values++;
    this.#edits.replaceContent(lengthAt, start, stop, by);
  }

  /** A whole number: one beyond 32 bits, which may be that of a card or a phone, is looked at as text. */
  #integer(tagAt: number): void {
    const cursor = this.#cursor;
    cursor.varint64();
    const { texts } = this.#rules;
    if (!texts || cursor.hi <= 0) return;
    const text = int64Text(cursor.lo >>> 0, cursor.hi >>> 0);
    if (texts.redact(text) === text) return;
    this.#values++;
    this.#edits.replace(tagAt, cursor.at, REDACTED_VALUE);
  }

  /** What the rules say of the attribute that the cursor is in; `indexField` holds the index of its key in the dictionary. */
  #keyAnswer(indexField: number): number {
    const cursor = this.#cursor;
    let answer: number = ANSWER.nothing;
    while (cursor.next()) {
      if (cursor.field === indexField) {
        const index = cursor.varint32();
        const { strings } = this.#tables;
        if (index < strings.length / 2)
          answer = Math.max(answer, this.#answerAt(strings.at[2 * index] as number, strings.at[2 * index + 1] as number));
      } else if (cursor.field === KEY) {
        cursor.range();
        answer = Math.max(answer, this.#answerAt(cursor.start, cursor.stop));
      } else cursor.skip();
    }
    return answer;
  }

  #answerAt(start: number, stop: number): number {
    const known = this.#knownKeys.get(this.#buffer, start, stop);
    if (known !== UNKNOWN) return known;
    const answer = this.#rules.keys?.answer(this.#buffer.toString("utf8", start, stop)) ?? ANSWER.nothing;
    this.#knownKeys.set(this.#buffer, start, stop, answer);
    return answer;
  }

  /** Whether the AnyValue in the field that `next()` found goes as a whole; notes which texts of the dictionary go with it. */
  #isSecret(answer: number): boolean {
    const cursor = this.#cursor;
    const lengthAt = cursor.at;
    const end = cursor.enter();
    const { start, stop } = cursor;
    let secret = false;
    while (cursor.next()) {
      const { field } = cursor;
      const says = field === BOOL ? ANSWER.all : field === INT || field === DOUBLE ? ANSWER.notFlags : ANSWER.notNumbers;
      secret ||= answer >= says;
      cursor.skip();
    }
    if (secret) {
      cursor.seek(start, stop);
      this.#markTexts(shapeOf("AnyValue"));
    }
    cursor.leave(end);
    cursor.seek(lengthAt, end);
    return secret;
  }

  #markTexts(shape: Shape): void {
    const cursor = this.#cursor;
    while (cursor.next()) {
      const field = shape[cursor.field];
      if (field?.kind === "index") this.#secretTexts.add(cursor.varint32());
      else if (field?.kind === "message" || field?.kind === "attribute") {
        const end = cursor.enter();
        this.#markTexts(field.shape);
        cursor.leave(end);
      } else cursor.skip();
    }
  }
}
