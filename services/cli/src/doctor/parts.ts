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
      // Both may know a part of one name, such as ClickHouse, and only one of them reach it: then it is not well.
      const found = new Map<string, Part>();
      for (const [name, part] of [...(await partsOf(api)), ...(await partsOf(otlpHttp))])
        if (found.get(name)?.ok !== false) found.set(name, part);
      const broken = [...found].filter(([, part]) => !part.ok);
      const texts = (broken.length > 0 ? broken : [...found]).map(([name, { detail }]) =>
        detail === undefined ? name : `${name} (${detail})`,
      );
      if (broken.length > 0) return failed(`not well: ${texts.join(", ")}`, "the logs of the collector and of the query API say more");
      const setAside = found.get("setAside")?.detail;
      return setAside === undefined
        ? ok(`all are well: ${texts.join(", ")}`)
        : warning(setAside, "docs/reference/collector.md says how to send them again");
    },
  };
}

async function partsOf(url: URL): Promise<[string, Part][]> {
  const response = await fetch(at(url, "ready"), { signal: AbortSignal.timeout(PATIENCE_MS) });
  return Object.entries(((await response.json()) as { parts: Record<string, Part> }).parts);
}
