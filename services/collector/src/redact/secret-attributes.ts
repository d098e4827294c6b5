import { Cursor } from "@throughline/otlp";
import { DictionaryTables } from "../encode/profiles/tables.ts";
import { ANSWER, type KeyRules } from "./key-rules.ts";
import { KnownBytes, UNKNOWN } from "./known-bytes.ts";
import { type Shape, shapeOf } from "./shape.ts";

/** Fields of KeyValue and KeyValueAndUnit: a key is a text, or the index of one in another place. */
const KEY = 1;
const KEY_STRINDEX = 3;
/** Fields of AnyValue. */
const BOOL = 2;
const INT = 3;
const DOUBLE = 4;

const NOTHING = new Uint8Array();

/** Tells by their keys which attributes of a request are secret. */
export class SecretAttributes {
  /** Indices of the dictionary's texts that are values of those found so far. */
  readonly texts = new Set<number>();
  readonly #rules: KeyRules;
  /** What the rules have said of keys. */
  readonly #known = new KnownBytes();
  readonly #tables = new DictionaryTables();
  #cursor = new Cursor(NOTHING);
  #buffer: Buffer = Buffer.alloc(0);

  constructor(rules: KeyRules) {
    this.#rules = rules;
  }

  /** Takes up a request; one of profiles has a dictionary. */
  enter(request: Buffer, hasDictionary: boolean): void {
    this.texts.clear();
    this.#buffer = request;
    this.#cursor = new Cursor(request);
    this.#tables.read(hasDictionary ? request : NOTHING);
  }

  /** What the rules say of the attribute from `start` to `stop`: one of ANSWER. Of keys that are told twice, the secret one counts. */
  answer(shape: Shape, start: number, stop: number): number {
    const cursor = this.#cursor;
    const indexField = shape[KEY]?.kind === "text" ? KEY_STRINDEX : KEY;
    const { strings } = this.#tables;
    let answer: number = ANSWER.nothing;
    cursor.seek(start, stop);
    while (cursor.next()) {
      if (cursor.field === indexField) {
        const index = cursor.varint32();
        if (index < strings.length / 2)
          answer = Math.max(answer, this.#answerTo(strings.at[2 * index] as number, strings.at[2 * index + 1] as number));
      } else if (cursor.field === KEY) {
        cursor.range();
        answer = Math.max(answer, this.#answerTo(cursor.start, cursor.stop));
      } else cursor.skip();
    }
    return answer;
  }

  #answerTo(start: number, stop: number): number {
    const known = this.#known.get(this.#buffer, start, stop);
    if (known !== UNKNOWN) return known;
    const answer = this.#rules.answer(this.#buffer.toString("utf8", start, stop));
    this.#known.set(this.#buffer, start, stop, answer);
    return answer;
  }

  /** Whether the AnyValue from `start` to `stop` goes as a whole by this answer; notes which texts of the dictionary go with it. */
  isSecret(answer: number, start: number, stop: number): boolean {
    const cursor = this.#cursor;
    let secret = false;
    cursor.seek(start, stop);
    while (cursor.next()) {
      const { field } = cursor;
      const wanted = field === BOOL ? ANSWER.all : field === INT || field === DOUBLE ? ANSWER.notFlags : ANSWER.notNumbers;
      secret ||= answer >= wanted;
      cursor.skip();
    }
    if (!secret) return false;
    cursor.seek(start, stop);
    this.#noteTexts(shapeOf("AnyValue"));
    return true;
  }

  #noteTexts(shape: Shape): void {
    const cursor = this.#cursor;
    while (cursor.next()) {
      const field = shape[cursor.field];
      if (field?.kind === "index") this.texts.add(cursor.varint32());
      else if (field?.kind === "message" || field?.kind === "attribute") {
        const end = cursor.enter();
        this.#noteTexts(field.shape);
        cursor.leave(end);
      } else cursor.skip();
    }
  }
}
