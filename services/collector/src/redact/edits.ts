/**
 * What to change in a message's bytes, in the order of their places. Fields nest and each says how long it is, so a change within one also changes
 * the lengths of all around it: their places are opened on the way in and settled on the way out.
 */
export class Edits {
  /** Edit by edit: the bytes from here to there … */
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  /** … become these, or a length. */
  readonly #by: (Uint8Array | number)[] = [];
  /** By how many bytes the message grows. */
  #growth = 0;

  get growth(): number {
    return this.#growth;
  }

  clear(): void {
    this.#from.length = this.#to.length = this.#by.length = this.#growth = 0;
  }

  /** Puts `bytes` in place of those from `from` to `to`. */
  replace(from: number, to: number, bytes: Uint8Array): void {
    this.#from.push(from);
    this.#to.push(to);
    this.#by.push(bytes);
    this.#growth += bytes.length - (to - from);
  }

  /** Puts `bytes` in place of the content of a field, whose length stands from `lengthAt` to `start`. */
  replaceContent(lengthAt: number, start: number, stop: number, bytes: Uint8Array): void {
    this.#length(lengthAt, start, bytes.length);
    this.replace(start, stop, bytes);
  }

  /** Goes into a field, whose length stands from `lengthAt` to `start`; give what it returns to `leave`. */
  enter(lengthAt: number, start: number): number {
    this.#from.push(lengthAt);
    this.#to.push(start);
    this.#by.push(0);
    return this.#by.length - 1;
  }

  /** Leaves a field: `growth` is how much the message had grown on the way in. */
  leave(place: number, growth: number, stop: number): void {
    if (place === this.#by.length - 1) {
      this.#from.pop();
      this.#to.pop();
      this.#by.pop();
      return;
    }
    const from = this.#from[place] as number;
    const start = this.#to[place] as number;
    const length = stop - start + this.#growth - growth;
    this.#by[place] = length;
    this.#growth += lengthOfVarint(length) - (start - from);
  }

  /** The message with all changes; itself if there are none. */
  apply(bytes: Uint8Array): Uint8Array {
    if (this.#by.length === 0) return bytes;
    const out = Buffer.allocUnsafe(bytes.length + this.#growth);
    let at = 0;
    let read = 0;
    for (let index = 0; index < this.#by.length; index++) {
      const from = this.#from[index] as number;
      out.set(bytes.subarray(read, from), at);
      at += from - read;
      read = this.#to[index] as number;
      const by = this.#by[index] as Uint8Array | number;
      if (typeof by === "number") at = writeVarint(out, at, by);
      else {
        out.set(by, at);
        at += by.length;
      }
    }
    out.set(bytes.subarray(read), at);
    return out;
  }

  #length(from: number, to: number, length: number): void {
    this.#from.push(from);
    this.#to.push(to);
    this.#by.push(length);
    this.#growth += lengthOfVarint(length) - (to - from);
  }
}

function lengthOfVarint(value: number): number {
  let length = 1;
  for (; value >= 0x80; value >>>= 7) length++;
  return length;
}

function writeVarint(out: Uint8Array, at: number, value: number): number {
  for (; value >= 0x80; value >>>= 7) out[at++] = (value & 0x7f) | 0x80;
  out[at++] = value;
  return at;
}
