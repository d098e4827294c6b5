import { bytesText } from "@throughline/model";
import { type Check, failed, ok, PATIENCE_MS, warning } from "./finding.ts";
import { clientOf, type Places } from "./places.ts";

const DAY_NANOS = 86_400_000_000_000n;
/** Time enough to do something about it. */
const SOON_DAYS = 3;

/** What is stored, what it may take, and when it will be full. */
export function disk(places: Places): Check {
  return {
    name: "disk",
    needs: ["token to read"],
    async run() {
      const storage = await clientOf(places).storage({ signal: AbortSignal.timeout(PATIENCE_MS) });
      const { usedBytes, limitBytes, volume, fullInNano, removed } = storage;
      const text = `${bytesText(usedBytes)} of the ${bytesText(limitBytes)} that it may take, ${bytesText(volume.freeBytes)} free`;
      const advice = "make room, raise THROUGHLINE_DISK_BUDGET or shorten THROUGHLINE_RETENTION";
      if (usedBytes > limitBytes) return failed(`${text}: the oldest days are being removed`, advice);
      const [newest] = removed;
      if (newest !== undefined && BigInt(newest.timeUnixNano) > BigInt(Date.now()) * 1_000_000n - DAY_NANOS)
        return warning(`${text}; days were removed before their time within the last day`, advice);
      const fullInDays = fullInNano === null ? Infinity : Number(BigInt(fullInNano) / 1_000_000_000n) / 86_400;
      return fullInDays < SOON_DAYS
        ? warning(`${text}, full in ${fullInDays.toFixed(1)} days: the oldest will be removed`, advice)
        : ok(text);
    },
  };
}
