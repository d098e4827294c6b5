/**
 * Which hosts the correlation ID may be sent to, from a comma-separated list: `shop.internal, *.example.com, 10.0.0.7`.
 * A name stands for itself, `*.name` for every name below it. No list, or an empty one, allows every host.
 */
export function propagationHosts(list: string | undefined): (host: string) => boolean {
  const patterns = (list ?? "")
    .split(",")
    .map((pattern) => pattern.trim().toLowerCase())
    .filter((pattern) => pattern !== "");
  if (patterns.length === 0) return () => true;
  if (patterns.includes("*")) return () => true;
  const exact = new Set(patterns);
  const suffixes = patterns.filter((pattern) => pattern.startsWith("*.")).map((pattern) => pattern.slice(1));
  return (host) => {
    const name = host.toLowerCase();
    return exact.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
  };
}
