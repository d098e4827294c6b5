import { durationText } from "@throughline/model";
import type { OpenGroup } from "@throughline/api";
import type { Paint } from "../output/paint.ts";
import { printable } from "../output/printable.ts";
import { timeText } from "../output/time-text.ts";

/** A group of spans that have not ended, as lines. */
export function openText(group: OpenGroup & { readonly service: string }, now: bigint, paint: Paint): string[] {
  const { service, name, count, lost, oldest, newestStartUnixNano, reportedUnixNano, noneEndedSinceUnixNano } = group;
  const start = BigInt(oldest.startTimeUnixNano);
  const place = group.file === null ? "" : `  ${printable(group.function ?? "(anonymous)")} ${printable(group.file)}:${group.line ?? 0}`;
  const isStuck = noneEndedSinceUnixNano === null || BigInt(noneEndedSinceUnixNano) < now;
  const others = !isStuck
    ? "others of it end"
    : paint.red(
        noneEndedSinceUnixNano === null
          ? "none of the range has ended"
          : `none begun since ${timeText(BigInt(noneEndedSinceUnixNano))} has ended`,
      );
  return [
    `${paint.cyan(printable(service))} ${printable(name)}${place}`,
    `  ${paint.yellow(`${count} open`)}, ${others}${lost > 0 ? `; ${lost} no longer heard of, last at ${timeText(BigInt(reportedUnixNano))}` : ""}`,
    `  oldest since ${timeText(start)} (${durationText(now - start)}), trace ${oldest.traceId}; newest since ${timeText(BigInt(newestStartUnixNano))}`,
  ];
}
