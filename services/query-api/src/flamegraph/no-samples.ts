import type { Note } from "@throughline/api";
import type { SampleKind } from "@throughline/query";
import { HttpError } from "../http-error.ts";

/** 404: there is nothing to make a flame graph of. The same may be said as a note, which no browser reports as a failure. */
export class NoSamples extends HttpError {
  readonly note: Note;
  /** All types that the selection does have. */
  readonly kinds: readonly SampleKind[];

  constructor(note: Note, kinds: readonly SampleKind[] = []) {
    super(404, note.code, note.message);
    this.note = note;
    this.kinds = kinds;
  }
}
