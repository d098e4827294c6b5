import { type Check, failed, ok, PATIENCE_MS, warning } from "./finding.ts";
import { at, type Places } from "./places.ts";

interface Part {
  readonly ok: boolean;
  readonly detail?: string;
}

/** What collector and query API say of their parts: ClickHouse, the queue, the disk, the probe. */
export function parts({ api, otlpHttp }: Places): Check {
  return {
    name: "parts",
    needs: ["query API", "OTLP/HTTP"],
    async run() {
      const found = { ...(await partsOf(otlpHttp)), ...(await partsOf(api)) };
      const broken = Object.entries(found).filter(([, part]) => !part.ok);
      const texts = (broken.length > 0 ? broken : Object.entries(found)).map(([name, { detail }]) =>
        detail === undefined ? name : `${name} (${detail})`,
      );
      if (broken.length > 0) return failed(`not well: ${texts.join(", ")}`, "the logs of the collector and of the query API say more");
      const setAside = found.setAside?.detail;
      return setAside === undefined
        ? ok(`all are well: ${texts.join(", ")}`)
        : warning(setAside, "docs/reference/collector.md says how to send them again");
    },
  };
}

async function partsOf(url: URL): Promise<Readonly<Record<string, Part>>> {
  const response = await fetch(at(url, "ready"), { signal: AbortSignal.timeout(PATIENCE_MS) });
  return ((await response.json()) as { parts: Record<string, Part> }).parts;
}
