import type { Exception } from "./exception.ts";
import { fieldsJson } from "./log-line.ts";
import type { LogPipeline } from "./log-pipeline.ts";
import { plain, type Plain } from "./plain.ts";
import { readFields } from "./read-fields.ts";

/** Fields that many events share, with their JSON, both as the pipeline in force leaves them. */
interface Ready {
  readonly pipeline: LogPipeline;
  readonly fields: Readonly<Record<string, Plain>>;
  /** As a part of a line: `,"tenant":"t1"`. */
  readonly json: string;
}

/** Fields bound to a logger or to an action: read once, and serialised once however many lines carry them. Never changed. */
export class BoundFields {
  readonly #raw: Readonly<Record<string, Plain>>;
  readonly exception: Exception | undefined;
  #ready: Ready | undefined;
  /** What this was last joined with, and the outcome: the same again for every line of a logger in an action. */
  #joined: { readonly inner: BoundFields; readonly result: BoundFields } | undefined;

  private constructor(raw: Readonly<Record<string, Plain>>, exception: Exception | undefined) {
    this.#raw = raw;
    this.exception = exception;
  }

  static readonly NONE: BoundFields = new BoundFields({}, undefined);

  static of(fields: unknown): BoundFields {
    const { fields: raw, exception } = readFields(fields);
    return new BoundFields(raw, exception);
  }

  /** These fields and those of `inner`, which go before these. */
  with(inner: BoundFields): BoundFields {
    if (inner === BoundFields.NONE) return this;
    if (this === BoundFields.NONE) return inner;
    if (this.#joined?.inner !== inner) {
      this.#joined = { inner, result: new BoundFields({ ...this.#raw, ...inner.#raw }, inner.exception ?? this.exception) };
    }
    return this.#joined.result;
  }

  /** A copy of the fields that no processor has seen. */
  copy(): Record<string, Plain> {
    return plain(this.#raw) as Record<string, Plain>;
  }

  /** The fields after the steps of `pipeline`, whose steps must all be such that treat fields by themselves. */
  ready(pipeline: LogPipeline): Ready {
    if (this.#ready?.pipeline !== pipeline) {
      const fields = this.copy();
      for (const step of pipeline.fieldSteps ?? []) step(fields);
      this.#ready = { pipeline, fields, json: fieldsJson(fields) };
    }
    return this.#ready;
  }
}
