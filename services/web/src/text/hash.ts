/** FNV-1a of 32 bits: the same in every browser. */
export function hashOf(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  // Names that differ in their last letters only would be neighbours.
  return Math.imul(value ^ (value >>> 15), 0x297a2d39) >>> 0;
}
