import { collectedText } from "@throughline/model";
import { hasFailed, isLost, isOpen, lengthOf, type Part } from "./action.ts";
import { plural } from "../text/number.ts";
import type { Attempt } from "./attempts.ts";
import { brief } from "../text/brief.ts";
import { errorText } from "./error-text.ts";
import styles from "./hint.module.css";
import { selfTime } from "./self-time.ts";
import type { Found } from "./under-pointer.ts";
import { atText, spanText } from "./verdict.ts";

/** What the pointer is upon, beside it. */
export function Hint({
  found,
  attempts,
  x,
  y,
  isLeft,
  isAbove,
}: {
  found: Found;
  attempts: ReadonlyMap<Part, Attempt>;
  x: number;
  y: number;
  /** Whether it stands left of the pointer, above it: where there is more room. */
  isLeft: boolean;
  isAbove: boolean;
}) {
  const [title, ...lines] = linesOf(found, attempts);
  return (
    <div
      className={styles.hint}
      style={{
        left: x,
        top: y,
        transform: `translate(${isLeft ? "calc(-100% - 12px)" : "12px"}, ${isAbove ? "calc(-100% - 10px)" : "14px"})`,
      }}
      aria-hidden="true"
    >
      <strong>{title}</strong>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

function linesOf(found: Found, attempts: ReadonlyMap<Part, Attempt>): string[] {
  if ("part" in found) return partLines(found.part, attempts.get(found.part));
  if ("log" in found) {
    const { log, at } = found.log;
    const body = typeof log.body === "string" ? log.body : JSON.stringify(log.body);
    return [brief(`${log.severityText || "log"} ${body}`), `${brief(log.service)}, at ${atText(at)}`];
  }
  if ("block" in found) {
    const { block } = found.block;
    const place =
      block.function === null ? [] : [`${brief(block.function)}${block.file === null ? "" : ` (${brief(block.file)}:${block.line ?? 0})`}`];
    return [
      `${brief(block.service)} was blocked for ${spanText(lengthOf(found.block))}${block.ongoing ? " or longer" : ""}`,
      ...[collectedText(block)].filter((text) => text !== ""),
      ...place,
      `${plural(block.victims.length, "span")} waited`,
    ];
  }
  const { hop, before } = found.gap;
  return [
    `Nothing ran for ${spanText(lengthOf(found.gap))}`,
    hop
      ? `what ${brief(`${hop.from.span.service} ${hop.from.span.name}`)} had handed on waited`
      : `before ${brief(`${before.span.service} ${before.span.name}`)}`,
  ];
}

function partLines(part: Part, attempt: Attempt | undefined): string[] {
  const { span } = part;
  const state = isOpen(part) ? "not ended; at least " : isLost(part) ? "never ended; at least " : "";
  return [
    brief(`${span.service} ${span.name}`),
    `${state}${spanText(lengthOf(part))}, at ${atText(part.from)}; ${spanText(selfTime(part))} by itself`,
    ...(attempt ? [`try ${attempt.number} of ${attempt.of}`] : []),
    ...(hasFailed(part) ? [`failed: ${brief(errorText(part)) || "it does not say why"}`] : []),
    ...(span.waitedFor.length > 0 ? [`waited for ${plural(span.waitedFor.length, "block")} of its process`] : []),
  ];
}
