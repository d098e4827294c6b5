/** Whether bytes begin as a JSON object does. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\uFEFF?\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 256)));
}

/** Whether a key stands among the first or the last megabyte of JSON. */
export function mentionsKey(bytes: Uint8Array, key: string): boolean {
  const edge = 1 << 20;
  const text = new TextDecoder();
  const mentions = (part: Uint8Array) => text.decode(part).includes(`"${key}"`);
  return mentions(bytes.subarray(0, edge)) || (bytes.length > edge && mentions(bytes.subarray(-edge)));
}
