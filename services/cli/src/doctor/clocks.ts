import { type Check, failed, type Finding, ok, PATIENCE_MS, warning } from "./finding.ts";
import { at, type Places } from "./places.ts";
import type { SystemAnswer } from "./system-answer.ts";

/** A timeline of several machines is wrong by as much. */
const MISLEADS_MS = 2_000;
/** What is further ahead than that is rejected when it comes. */
const REJECTED_MS = 3_600_000;
/** An HTTP date has whole seconds. */
const HALF_SECOND_MS = 500;

/** How far the clocks of collector, query API and ClickHouse are from that of this machine. */
export function clocks({ otlpHttp }: Places, asked: () => Promise<SystemAnswer>): Check {
  return {
    name: "clocks",
    needs: ["OTLP/HTTP", "token to read"],
    async run() {
      const { system, sent, received } = await asked();
      const queryApi = Number(BigInt(system.timeUnixNano) / 1_000_000n) - (sent + received) / 2;
      const clickhouse = queryApi + Number(BigInt(system.clickhouse.aheadNano) / 1_000_000n);
      return clocksFinding({ collector: await collectorAhead(otlpHttp), "query API": queryApi, ClickHouse: clickhouse });
    },
  };
}

/** How far the clock that stamps the collector's answers is ahead of ours, in milliseconds. */
async function collectorAhead(url: URL): Promise<number> {
  const sent = Date.now();
  const response = await fetch(at(url, "health"), { signal: AbortSignal.timeout(PATIENCE_MS) });
  await response.body?.cancel();
  const stamped = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(stamped)) throw new Error("the collector's answers have no date");
  return stamped + HALF_SECOND_MS - (sent + Date.now()) / 2;
}

/** What differences in milliseconds mean; positive: ahead of this machine. */
export function clocksFinding(ahead: Readonly<Record<string, number>>): Finding {
  const off = Object.entries(ahead).filter(([, millis]) => Math.abs(millis) >= MISLEADS_MS);
  if (off.length === 0) return ok(`those of ${Object.keys(ahead).join(", ")} and of this machine agree within ${MISLEADS_MS / 1_000} s`);
  const text = off
    .map(([name, millis]) => `${name} ${(Math.abs(millis) / 1_000).toFixed(1)} s ${millis > 0 ? "ahead" : "behind"}`)
    .join(", ");
  const advice = "let NTP (chrony, systemd-timesyncd) set the clocks of all machines";
  return off.some(([, millis]) => Math.abs(millis) >= REJECTED_MS)
    ? failed(`${text} of this machine: what is an hour ahead is rejected`, advice)
    : warning(`${text} of this machine: timelines are wrong by as much`, advice);
}
