import { type Check, type Finding, ok, warning } from "./finding.ts";
import type { Places } from "./places.ts";
import { tlsHandshake } from "./tls-handshake.ts";

const DAY_MS = 86_400_000;
/** Time enough to get a new one. */
const SOON_DAYS = 14;

/** How long the certificates are valid yet; no check where there is no TLS. That they are trusted has been found out before. */
export function certificates({ api, otlpHttp, otlpGrpc }: Places): readonly Check[] {
  const places = Object.entries({ "query API": api, "OTLP/HTTP": otlpHttp, "OTLP/gRPC": otlpGrpc }).filter(
    ([, { protocol }]) => protocol === "https:",
  );
  if (places.length === 0) return [];
  return [
    {
      name: "certificates",
      needs: places.map(([name]) => name),
      async run() {
        const ends = await Promise.all(places.map(async ([name, url]) => [name, await tlsHandshake(url)] as const));
        return certificatesFinding(Object.fromEntries(ends), Date.now());
      },
    },
  ];
}

/** What it means that certificates are valid until then, in Unix milliseconds, each by where it is shown. */
export function certificatesFinding(ends: Readonly<Record<string, number>>, now: number): Finding {
  const daysLeft = (end: number) => (end - now) / DAY_MS;
  const soon = Object.entries(ends).filter(([, end]) => daysLeft(end) < SOON_DAYS);
  if (soon.length === 0) return ok(`valid for ${Math.floor(daysLeft(Math.min(...Object.values(ends))))} days and more`);
  const texts = soon.map(([name, end]) => `that of ${name} in ${daysLeft(end).toFixed(1)} days`);
  return warning(`run out: ${texts.join(", ")}`, "put a new one in its place: it is used within seconds");
}
