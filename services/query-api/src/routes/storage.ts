import type { Storage } from "@throughline/api";
import { type DiskUsage, forecastOf, limitOf, readDiskUsage, signalOf, sumOfUsage, usedBytes } from "@throughline/clickhouse";
import { longestKept, type Retention, SIGNAL_NAMES, type SignalName } from "@throughline/model";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { serve } from "../serve.ts";
import { askEach, awayNotes } from "../shards/ask-each.ts";

const DAY_NANOS = 86_400_000_000_000n;
const MOST_REMOVED = 100;

/** The table whose rows are the items of a signal. */
const ITEMS: Readonly<Record<SignalName, string>> = { traces: "spans", logs: "logs", profiles: "samples" };

/** `/api/v1/storage`: what takes the room, and when it will be full. */
export function storageRoute(app: FastifyInstance, context: Context): void {
  const { servers, diskBudget, retention } = context;
  serve(app, context, "storage", async ({ run }): Promise<Storage> => {
    const [{ answers: usages, away }, removed] = await Promise.all([
      askEach(servers, readDiskUsage),
      run<{ day: number; time: number; bytes: string }>({
        sql: `SELECT toUInt32(day) AS day, toUInt32(time) AS time, bytes FROM evictions ORDER BY time DESC, day DESC LIMIT ${MOST_REMOVED}`,
        params: {},
      }),
    ]);
    const usage = sumOfUsage(usages);
    const limit = usages.reduce((sum, of) => sum + limitOf(diskBudget, of), 0);
    const { bytesPerDay, fullInDays } = forecastOf(usage, limit, retention.retention, Date.now());
    return {
      volume: { totalBytes: usage.totalBytes, freeBytes: usage.freeBytes },
      usedBytes: usedBytes(usage),
      limitBytes: limit,
      bytesPerDay: bytesPerDay === undefined ? null : Math.round(bytesPerDay),
      fullInNano: fullInDays === undefined ? null : String(BigInt(Math.round(fullInDays * 86_400)) * 1_000_000_000n),
      retentionNano: keptNano(longestKept(retention.retention)),
      signals: [
        ...SIGNAL_NAMES.map((signal) => storedOf(signal, usage, retention.retention)),
        {
          signal: "shared",
          retentionNano: keptNano(longestKept(retention.retention)),
          bytes: bytesOf("shared", usage) + usage.undatedBytes,
          rows: 0,
          oldestUnixNano: null,
        },
      ],
      removed: removed.map(({ day, time, bytes }) => ({
        dayUnixNano: String(BigInt(day) * DAY_NANOS),
        timeUnixNano: String(BigInt(time) * 1_000_000_000n),
        bytes: Number(bytes),
      })),
      notes: awayNotes(away, servers.length, "what they hold is not counted"),
    };
  });
}

function storedOf(signal: SignalName, usage: DiskUsage, retention: Retention): Storage["signals"][number] {
  const items = usage.days.filter(({ table }) => table === ITEMS[signal]);
  const oldest = items[0]?.day;
  return {
    signal,
    retentionNano: keptNano(retention[signal]),
    bytes: bytesOf(signal, usage),
    rows: items.reduce((total, { rows }) => total + rows, 0),
    oldestUnixNano: oldest === undefined ? null : String(BigInt(Date.parse(oldest)) * 1_000_000n),
  };
}

function bytesOf(signal: SignalName | "shared", { days }: DiskUsage): number {
  return days.reduce((total, { table, bytes }) => total + (signalOf(table) === signal ? bytes : 0), 0);
}

function keptNano(seconds: number): string {
  return String(BigInt(seconds) * 1_000_000_000n);
}
