/** An ID as a tab's name has room for it: its ends tell IDs apart, its middle does not. */
export function shortId(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
