import { describe, expect, test } from "@jest/globals";
import { sameRetention } from "@throughline/model";
import { forecastOf } from "./forecast.ts";
import type { DiskUsage } from "./usage.ts";

const WEEK = sameRetention(7 * 86_400);
const MONTH = sameRetention(30 * 86_400);
const GIB = 2 ** 30;

/** A volume of 100 GiB; spans and logs of each day, in GiB. */
function usage(gib: Readonly<Record<string, number>>, rest: Partial<DiskUsage> = {}): DiskUsage {
  const days = Object.entries(gib).flatMap(([day, size]) =>
    ["logs", "spans"].map((table) => ({ table, day, bytes: (size / 2) * GIB, rows: 1 })),
  );
  return { totalBytes: 100 * GIB, freeBytes: 60 * GIB, days, undatedBytes: 0, leavingBytes: 0, ...rest };
}

describe("forecastOf()", () => {
  const NOON = Date.parse("2026-11-26T12:00:00Z");

  test("says when the limit is reached, from the last whole days", () => {
    const stored = usage({ "2026-11-22": 100, "2026-11-23": 10, "2026-11-24": 8, "2026-11-25": 12, "2026-11-26": 1 });
    expect(forecastOf(stored, 231 * GIB, MONTH, NOON)).toEqual({ bytesPerDay: 10 * GIB, fullInDays: 10 });
  });

  test("on the first day it is what the day would come to, and nothing soon after its beginning", () => {
    expect(forecastOf(usage({ "2026-11-26": 3 }), 60 * GIB, MONTH, NOON)).toEqual({ bytesPerDay: 6 * GIB, fullInDays: 9.5 });
    expect(forecastOf(usage({ "2026-11-26": 3 }), 60 * GIB, MONTH, Date.parse("2026-11-26T00:10:00Z"))).toEqual({
      bytesPerDay: undefined,
      fullInDays: undefined,
    });
  });

  test("never, where the retention removes as much as comes", () => {
    expect(forecastOf(usage({ "2026-11-25": 5 }), 60 * GIB, WEEK, NOON).fullInDays).toBeUndefined();
  });

  describe("of signals that are kept differently", () => {
    // Every day 4 GiB of spans and as many of logs.
    const stored = usage({ "2026-11-23": 8, "2026-11-24": 8, "2026-11-25": 8 });
    const kept = (logs: number) => ({ ...MONTH, logs: logs * 86_400 });

    test("counts what grows on, when the rest does no more", () => {
      // Logs grow to 5 days, that is for two days more; spans alone fill what is left then.
      expect(forecastOf(stored, 60 * GIB, kept(4), NOON)).toEqual({ bytesPerDay: 8 * GIB, fullInDays: 2 + (60 - 24 - 16) / 4 });
      expect(forecastOf(stored, 60 * GIB, MONTH, NOON).fullInDays).toBe((60 - 24) / 8);
    });

    test("knows what a day brings of a signal that is kept for fewer days than are looked at", () => {
      const days = stored.days.filter(({ table, day }) => table === "spans" || day === "2026-11-25");
      expect(forecastOf({ ...stored, days }, 60 * GIB, kept(1), NOON).bytesPerDay).toBe(8 * GIB);
    });

    test("counts nothing of a signal that no longer comes", () => {
      const spans = stored.days.filter(({ table }) => table === "spans");
      const logs = usage({ "2026-11-22": 8 }).days.filter(({ table }) => table === "logs");
      expect(forecastOf({ ...stored, days: [...logs, ...spans] }, 60 * GIB, MONTH, NOON).bytesPerDay).toBe(4 * GIB);
    });
  });
});
