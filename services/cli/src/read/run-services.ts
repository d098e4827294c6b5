import type { Red, StallList } from "@throughline/api";
import { durationText } from "@throughline/model";
import { fit, widthOf } from "../output/layout.ts";
import { type Paint, paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { printable } from "../output/printable.ts";
import { ask } from "./api.ts";
import type { ServicesOptions } from "./commands.ts";
import { startOf } from "./range-of.ts";

/** What a service was asked for, how that went, and what held it up. */
interface Service {
  readonly name: string;
  readonly red: Red["series"][number] | undefined;
  readonly stalls: StallList["services"][number] | undefined;
}

const COLUMNS = ["REQUESTS", "ERRORS", "P50", "P95", "P99", "BLOCKED", "OPEN"] as const;
const COLUMN = 10;
const NOTHING = "–";

/** `throughline services`. @throws Cannot */
export async function runServices(options: ServicesOptions): Promise<void> {
  const range = { start: startOf(options.since ?? "1h") };
  const [list, red, stalls] = await ask(options, "list the services", (client) =>
    Promise.all([client.services(range), client.red({ ...range, kind: "server,consumer" }), client.stalls(range)]),
  );
  const bySeries = new Map(red.series.map((one) => [one.service, one]));
  const byStalls = new Map(stalls.services.map((one) => [one.name, one]));
  const names = new Set([...list.services.map(({ name }) => name), ...bySeries.keys(), ...byStalls.keys()]);
  const services = [...names].map((name) => ({ name, red: bySeries.get(name), stalls: byStalls.get(name) })).toSorted(worstFirst);
  if (options.json === true) await print(services.map((service) => `${JSON.stringify(service)}\n`).join(""));
  else if (services.length === 0) process.stderr.write("throughline: No service has sent anything\n");
  else await print(tableOf(services, widthOf(process.stdout), paintFor(process.stdout)));
  // Up to now is what was asked for: that its numbers will grow goes without saying.
  const notes = [...list.notes, ...red.notes, ...stalls.notes].filter(({ code }) => code !== "still_arriving");
  for (const message of new Set(notes.map((note) => note.message))) process.stderr.write(`throughline: Note: ${printable(message)}\n`);
}

function worstFirst(a: Service, b: Service): number {
  return (
    errorShare(b) - errorShare(a) ||
    (b.stalls?.openSpans.count ?? 0) - (a.stalls?.openSpans.count ?? 0) ||
    Number(BigInt(b.stalls?.blocks.longestNano ?? 0) - BigInt(a.stalls?.blocks.longestNano ?? 0)) ||
    (a.name < b.name ? -1 : 1)
  );
}

function errorShare({ red }: Pick<Service, "red">): number {
  return red && red.calls > 0 ? red.errors / red.calls : 0;
}

function tableOf(services: readonly Service[], width: number, paint: Paint): string {
  const longest = Math.max("SERVICE".length, ...services.map(({ name }) => printable(name).length));
  const room = Math.min(longest, Math.max(16, width - COLUMNS.length * COLUMN));
  const head = paint.dim(fit("SERVICE", room) + COLUMNS.map((column) => column.padStart(COLUMN)).join(""));
  return `${[head, ...services.map((service) => lineOf(service, room, paint))].join("\n")}\n`;
}

function lineOf({ name, red, stalls }: Service, room: number, paint: Paint): string {
  const percent = 100 * errorShare({ red });
  const errors = percent === 0 ? "" : `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
  const blocked = stalls && stalls.blocks.count > 0 ? durationText(BigInt(stalls.blocks.longestNano)) : "";
  const open = stalls && stalls.openSpans.count > 0 ? String(stalls.openSpans.count) : "";
  const cells = [
    (red ? String(red.calls) : NOTHING).padStart(COLUMN),
    paint.red(errors.padStart(COLUMN)),
    ...[red?.p50Nano, red?.p95Nano, red?.p99Nano].map((nanos) => (nanos ? durationText(BigInt(nanos)) : NOTHING).padStart(COLUMN)),
    paint.yellow(blocked.padStart(COLUMN)),
    paint.yellow(open.padStart(COLUMN)),
  ];
  return `${paint.bold(fit(printable(name), room))}${cells.join("")}`.trimEnd();
}
