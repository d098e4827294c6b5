/** Bytes to copy from, with a view for reading several at a time. A cursor over a request is one, and so is a `ByteBuffer`. */
export interface ByteSource {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Bytes that stand alone, as a source. */
export function byteSource(bytes: Uint8Array): ByteSource {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** Whether `count` bytes of one source are the same as those of another. */
export function bytesEqual(a: ByteSource, aStart: number, b: ByteSource, bStart: number, count: number): boolean {
  const mine = a.view;
  const other = b.view;
  let at = 0;
  for (; at + 4 <= count; at += 4) if (mine.getInt32(aStart + at) !== other.getInt32(bStart + at)) return false;
  for (; at < count; at++) if (mine.getUint8(aStart + at) !== other.getUint8(bStart + at)) return false;
  return true;
}
