import { expect, test } from "@jest/globals";
import { ByteBuffer } from "@throughline/clickhouse";
import { Murmur } from "./murmur.ts";

// By mmh3 5 (Python): the first eight bytes of hash_bytes(text, 0, x64arch=False).
test.each([
  ["", "0000000000000000"],
  ["a", "3c9394a71bb05655"],
  ["hello", "a044242bf7de91db"],
  ["0123456789abcdef", "09447dfb0ad3ae36"],
  ["0123456789abcdefg", "36981f7f76386b51"],
  ["The quick brown fox jumps over the lazy dog", "c383152f672ceeec"],
])("Murmur hashes %j as others do, wherever it lies", (text, expected) => {
  const murmur = new Murmur();
  const bytes = ByteBuffer.of(`before${text}behind`);
  murmur.hash(bytes, 6, bytes.length - 6);
  const out = new ByteBuffer();
  out.uint64(murmur.lo, murmur.hi);
  expect(Buffer.from(out.written).toString("hex")).toBe(expected);
});
