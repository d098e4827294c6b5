import { describe, expect, test } from "@jest/globals";
import { Settings } from "@throughline/pipeline";
import { daysToEvict, diskBudget, limitOf } from "./budget.ts";
import type { DiskUsage } from "./usage.ts";

const GIB = 2 ** 30;

/** A volume of 100 GiB; spans and logs of each day, in GiB. */
function usage(gib: Readonly<Record<string, number>>, rest: Partial<DiskUsage> = {}): DiskUsage {
  const days = Object.entries(gib).flatMap(([day, size]) =>
    ["logs", "spans"].map((table) => ({ table, day, bytes: (size / 2) * GIB, rows: 1 })),
  );
  return { totalBytes: 100 * GIB, freeBytes: 60 * GIB, days, undatedBytes: 0, leavingBytes: 0, ...rest };
}

const setting = (text: string) => diskBudget(Settings.fromEnvironment({ THROUGHLINE_DISK_BUDGET: text }));

describe("diskBudget()", () => {
  test("is a share of the volume or bytes, 80% if nothing is said", () => {
    expect([setting("80%"), setting("12.5 %"), setting("200GiB"), setting("")]).toEqual([
      { share: 0.8 },
      { share: 0.125 },
      { bytes: 200 * GIB },
      { share: 0.8 },
    ]);
  });

  test.each(["0%", "96%", "120%", "a lot", "-5GiB", "0"])("does not take %p, and says what it takes", (text) => {
    expect(() => setting(text)).toThrow(/Cannot use THROUGHLINE_DISK_BUDGET ".*": expected /);
  });
});

describe("limitOf()", () => {
  test("is the budget while there is room", () => {
    expect(limitOf({ share: 0.8 }, usage({ "2026-11-25": 30 }))).toBe(80 * GIB);
    expect(limitOf({ bytes: 20 * GIB }, usage({ "2026-11-25": 30 }))).toBe(20 * GIB);
  });

  test("is less where others fill the volume: 5 % of it stay free", () => {
    expect(limitOf({ share: 0.8 }, usage({ "2026-11-25": 30 }, { freeBytes: 2 * GIB }))).toBe(27 * GIB);
  });

  test("does not change while what was removed is being deleted", () => {
    const before = usage({ "2026-11-24": 30, "2026-11-25": 10 }, { freeBytes: 1 * GIB });
    const after = usage({ "2026-11-25": 10 }, { freeBytes: 1 * GIB, leavingBytes: 30 * GIB });
    expect(limitOf({ share: 0.8 }, after)).toBe(limitOf({ share: 0.8 }, before));
  });
});

describe("daysToEvict()", () => {
  const stored = usage({ "2026-11-23": 5, "2026-11-24": 10, "2026-11-25": 10, "2026-11-26": 4 });
  const NOON = Date.parse("2026-11-26T12:00:00Z");

  test("is none while there is room, then as many of the oldest as it takes", () => {
    expect([29, 28, 24, 23, 14].map((gib) => daysToEvict(stored, gib * GIB, NOON))).toEqual([
      [],
      ["2026-11-23"],
      ["2026-11-23"],
      ["2026-11-23", "2026-11-24"],
      ["2026-11-23", "2026-11-24"],
    ]);
  });

  test("never has the newest day, however small the limit", () => {
    expect(daysToEvict(stored, 0, NOON)).toEqual(["2026-11-23", "2026-11-24", "2026-11-25"]);
    expect(daysToEvict(usage({}), 0, NOON)).toEqual([]);
  });

  test("never has today, though a clock that is ahead has written of tomorrow", () => {
    const ahead = usage({ "2026-11-25": 10, "2026-11-26": 40, "2026-11-27": 1 });
    expect(daysToEvict(ahead, 0, Date.parse("2026-11-26T23:45:00Z"))).toEqual(["2026-11-25"]);
  });
});
