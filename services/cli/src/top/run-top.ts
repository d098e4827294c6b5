import { setTimeout as sleep } from "node:timers/promises";
import { attached } from "../attach/attached.ts";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import type { TopOptions } from "./command.ts";
import { processSource } from "./process-source.ts";
import { subjectOf } from "../sampling/subject.ts";
import { Screen } from "./screen.ts";
import { serviceSource } from "./service-source.ts";
import type { TopSource } from "./top-source.ts";
import { TOP_ORDERS, type TopOrder } from "./order.ts";
import { TopState } from "./top-state.ts";
import { topHead, topTable } from "./top-text.ts";

/** Where output goes to a file or another program. */
const PLAIN_WIDTH = 140;
const CTRL_C = "\u0003";

/** `throughline top`. @throws Cannot */
export async function runTop(subject: string, options: TopOptions): Promise<void> {
  const stop = new AbortController();
  const what = subjectOf(subject);
  if ("service" in what) {
    process.once("SIGINT", () => stop.abort());
    const interval = options.interval ?? SERVICE_SECONDS;
    await follow(await serviceSource(what.service, interval, options), { ...options, interval }, stop);
    return;
  }
  await attached(
    what.pid,
    async (target) => {
      const source = await processSource(target, options.rate);
      await follow(source, { ...options, interval: options.interval ?? PROCESS_SECONDS }, stop);
      await source.stop();
    },
    { interrupt: () => stop.abort(), guard: true },
  );
}

/** Instances of a service send every ten seconds. */
const SERVICE_SECONDS = 10;
const PROCESS_SECONDS = 1;

type FollowOptions = TopOptions & { readonly interval: number };

async function follow(source: TopSource, options: FollowOptions, stop: AbortController): Promise<void> {
  const isScreen = process.stdout.isTTY && !options.json && options.count === undefined;
  await (isScreen ? followOnScreen(source, options, stop) : followInLines(source, options, stop));
}

/** One table, or one line of JSON, per interval. */
async function followInLines(
  source: TopSource,
  { interval, count = Infinity, json, sort, limit }: FollowOptions,
  stop: AbortController,
): Promise<void> {
  const state = new TopState();
  const paint = paintFor(process.stdout);
  const width = process.stdout.columns || PLAIN_WIDTH;
  for (let done = 0; done < count; done++) {
    const view = await next(source, state, done === 0 && source.isStored ? 0 : interval, sort, stop.signal);
    if (view === undefined) return;
    if (json === true) {
      const { rows, ...about } = view;
      await print(`${JSON.stringify({ time: new Date().toISOString(), ...source.about, ...about, functions: rows.slice(0, limit) })}\n`);
      continue;
    }
    const lines = [...topHead(source.subject, view, paint, width), ...topTable(view, { order: sort, width, rows: limit }, paint)];
    await print(`${done > 0 ? "\n" : ""}${lines.join("\n")}\n`);
  }
}

async function followOnScreen(source: TopSource, { interval, sort }: FollowOptions, stop: AbortController): Promise<void> {
  const state = new TopState();
  const paint = paintFor(process.stdout);
  let order: TopOrder = sort;
  const draw = (): void => {
    const { width, height } = screen;
    const view = state.view(order);
    const head = topHead(source.subject, view, paint, width);
    const foot = paint.dim("1–4 sort by a column   r start anew   q quit".slice(0, width));
    const rows = Math.max(0, height - head.length - 4);
    const table = topTable(view, { order, width, rows }, paint);
    screen.draw([...head, "", ...table, "", foot]);
  };
  const screen = new Screen(draw);
  screen.open((key) => {
    const column = TOP_ORDERS[Number(key) - 1];
    if (key === "q" || key === CTRL_C) stop.abort();
    else if (key === "r") state.reset();
    else if (column !== undefined) order = column;
    else return;
    draw();
  });
  try {
    draw();
    for (let pause = source.isStored ? 0 : interval; (await next(source, state, pause, order, stop.signal)) !== undefined; pause = interval)
      draw();
  } finally {
    screen.close();
  }
}

/** Takes the next interval, after so many seconds; undefined if it is not to come. */
async function next(source: TopSource, state: TopState, pause: number, order: TopOrder, signal: AbortSignal) {
  await sleep(pause * 1_000, undefined, { signal }).catch(() => {});
  if (signal.aborted) return undefined;
  const parts = await source.take();
  if (parts === undefined) {
    process.stderr.write(`throughline: ${source.subject.title}: it has ended\n`);
    return undefined;
  }
  state.add(parts);
  return state.view(order);
}
