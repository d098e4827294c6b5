import { commonRoot, frameOf, shortPath } from "@throughline/profile";
import type { Paint } from "../output/paint.ts";
import { TOP_ORDERS, type TopOrder } from "./order.ts";
import type { TopRow, TopView } from "./top-state.ts";

/** What is looked at, in a line. */
export interface TopSubject {
  readonly title: string;
  /** Such as `99 samples a second`. */
  readonly rate: string;
}

export interface TopTextOptions {
  readonly order: TopOrder;
  /** In characters. */
  readonly width: number;
  /** Lines of functions. */
  readonly rows: number;
}

const HEADINGS: Readonly<Record<TopOrder, string>> = { own: "%Own", total: "%Total", ownSeconds: "OwnTime", totalSeconds: "TotalTime" };
const COLUMN = 10;

/** The head of the table: what is looked at, for how long, how much of it was GC and waiting. */
export function topHead({ title, rate }: TopSubject, view: TopView, paint: Paint, width: number): string[] {
  const threads = view.threads.map(({ name, busy }) => `${name} ${percent(busy)}`).join(", ");
  return [
    paint.bold(cut(title, width)),
    cut(`${rate}, for ${view.totalSeconds.toFixed(0)} s; ${view.samples} in the last ${view.intervalSeconds.toFixed(1)} s`, width),
    cut(`GC ${percent(view.gc)}, idle ${percent(view.idle)}${view.threads.length > 1 ? `; busy: ${threads}` : ""}`, width),
  ];
}

/** The table. */
export function topTable(view: TopView, { order, width, rows }: TopTextOptions, paint: Paint): string[] {
  const shown = view.rows.slice(0, rows);
  const root = commonRoot(view.rows.map(({ function: name, file, line }) => frameOf(name, file, line)));
  const heading = TOP_ORDERS.map((each) => {
    const text = HEADINGS[each].padStart(COLUMN);
    return each === order ? paint.bold(text) : text;
  }).join("");
  return [`${heading}  Function (file:line)`, ...shown.map((row) => rowText(row, root, width, paint))];
}

function rowText(
  { function: name, file, line, kind, own, total, ownSeconds, totalSeconds }: TopRow,
  root: string,
  width: number,
  paint: Paint,
): string {
  const numbers = [percent(own), percent(total), seconds(ownSeconds), seconds(totalSeconds)].map((text) => text.padStart(COLUMN)).join("");
  const place = file === "" ? "" : ` (${shortPath(file, root)}${line > 0 ? `:${line}` : ""})`;
  const text = cut(`${name}${place}`, Math.max(20, width - numbers.length - 2));
  return `${numbers}  ${kind === "own" ? paint.green(text) : kind === "dependency" ? text : paint.dim(text)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function seconds(value: number): string {
  return value < 1_000 ? `${value.toFixed(2)}s` : `${value.toFixed(0)}s`;
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
