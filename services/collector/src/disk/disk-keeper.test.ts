import { afterEach, expect, test } from "@jest/globals";
import { ClickHouse } from "@throughline/clickhouse";
import { ClickHouseStub } from "../testing/clickhouse-stub.ts";
import { DiskKeeper } from "./disk-keeper.ts";

const MIB = 2 ** 20;
const DISK_FULL = 243;
const DENIED = 497;
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const [OLDEST, MIDDLE, NEWEST] = [daysAgo(2), daysAgo(1), daysAgo(0)];

let stop: () => Promise<void>;
afterEach(() => stop());

interface Volume {
  /** MiB of `spans` by day. */
  readonly days: Record<string, number>;
  /** MiB that are free. */
  free: number;
  ballast: number;
  /** Whether days may be removed. */
  readonly allowed: boolean;
  noted: string[];
  /** When the first was noted and the first removed, in milliseconds. */
  notedAt?: number;
  removedAt?: number;
  /** A note that another has just made. */
  readonly notedByOthers?: boolean;
}

/** What the keeper says and counts, and its problem, after it has first looked at such a volume of 100 MiB, of which 90 are to be used. */
async function look(volume: Volume, noticeMs = 0): Promise<{ said: string[]; evicted: number; problem: string | undefined }> {
  const said: string[] = [];
  let evicted = 0;
  let looks = 0;
  const looked = Promise.withResolvers<void>();
  const wantsRoom = () => volume.free < 1;
  const stub = await ClickHouseStub.start((sql) => {
    if (sql.includes("GROUP BY table, partition")) {
      looks++;
      return Object.entries(volume.days).map(([partition, size]) => ({
        table: "spans",
        partition,
        active: 1,
        bytes: String(size * MIB),
        rows: "1",
      }));
    }
    if (sql.includes("FROM system.disks")) return [{ total: String(100 * MIB), free: String(volume.free * MIB) }];
    if (sql.includes("AS noted")) return [{ noted: volume.notedByOthers ? 1 : 0 }];
    if (sql.includes("INSERT INTO evictions")) {
      if (wantsRoom()) return DISK_FULL;
      volume.notedAt ??= performance.now();
      volume.noted.push(/\d{4}-\d\d-\d\d/.exec(sql)?.[0] ?? "");
    }
    if (sql.includes("DROP PARTITION")) {
      if (!volume.allowed) return DENIED;
      if (wantsRoom()) return DISK_FULL;
      const [day = ""] = /\d{4}-\d\d-\d\d/.exec(sql) ?? [];
      volume.removedAt ??= performance.now();
      volume.free += volume.days[day] ?? 0;
      delete volume.days[day];
    }
    if (sql.includes("TRUNCATE TABLE IF EXISTS ballast")) {
      volume.free += volume.ballast;
      volume.ballast = 0;
    }
    return [];
  });
  const clickhouse = new ClickHouse({ url: stub.url, username: "", password: "", database: "d" });
  const keeper = new DiskKeeper({
    clickhouse,
    budget: { share: 0.9 },
    say: (text) => {
      said.push(text);
      if (looks > 0) looked.resolve();
    },
    onEvicted: (bytes) => (evicted += bytes),
    noticeMs,
  });
  stop = async () => {
    await keeper.stop();
    await clickhouse.close();
    stub.stop();
  };
  keeper.start();
  await looked.promise;
  await keeper.stop();
  return { said, evicted, problem: keeper.problem };
}

const volume = (rest: Partial<Volume> = {}): Volume => ({
  days: { [OLDEST]: 20, [MIDDLE]: 20, [NEWEST]: 20 },
  free: 0,
  ballast: 16,
  allowed: true,
  noted: [],
  ...rest,
});

test("on a disk that others have filled, the ballast gives the room to remove a day", async () => {
  const full = volume();
  expect(await look(full)).toEqual({
    said: [expect.stringMatching(new RegExp(`may: ${OLDEST} was removed, 20 MiB$`))],
    evicted: 20 * MIB,
    problem: undefined,
  });
  expect([Object.keys(full.days), full.ballast, full.noted]).toEqual([[MIDDLE, NEWEST], 0, [OLDEST]]);
});

test.each([
  ["the disk is full to the last byte", { ballast: 0 }],
  ["the right to remove is missing", { free: 1, allowed: false }],
])("why a day cannot be removed is said once, and stays to be seen: %s", async (_, rest) => {
  const { said, problem } = await look(volume(rest));
  expect(problem).toMatch(
    /^what is stored takes 60 MiB, more than the 5\d MiB that it may, and the oldest days cannot be removed: it failed/,
  );
  expect(said).toEqual([problem]);
});

test("a day that another collector is just removing is not noted and counted again", async () => {
  const shared = volume({ free: 1, notedByOthers: true });
  expect(await look(shared)).toMatchObject({ evicted: 0, problem: undefined });
  expect(shared.noted).toEqual([]);
});

test("query APIs have time to learn what goes, but for a disk that is full", async () => {
  const taken = async (free: number, noticeMs: number) => {
    const observed = volume({ free });
    await look(observed, noticeMs);
    return (observed.removedAt ?? 0) - (observed.notedAt ?? 0);
  };
  expect(await taken(1, 300)).toBeGreaterThan(290);
  expect(await taken(0, 60_000)).toBeLessThan(30_000);
});

test("where the newest day is all that there is, that is what is said", async () => {
  const { said, problem } = await look(volume({ days: { [NEWEST]: 60 } }));
  expect(problem).toMatch(/^the newest day alone takes 60 MiB, more than the 55 MiB that it may: make room/);
  expect(said).toEqual([problem]);
});

test("one that was stopped before it could begin does nothing", async () => {
  const asked: string[] = [];
  const stub = await ClickHouseStub.start((sql) => {
    asked.push(sql);
    return [];
  });
  const clickhouse = new ClickHouse({ url: stub.url, username: "", password: "", database: "d" });
  stop = async () => {
    await clickhouse.close();
    stub.stop();
  };
  const keeper = new DiskKeeper({ clickhouse, budget: { share: 0.9 }, say: () => {}, onEvicted: () => {} });
  await keeper.stop();
  keeper.start();
  await keeper.stop();
  await clickhouse.query("SELECT 1");
  expect(asked).toHaveLength(1);
});
