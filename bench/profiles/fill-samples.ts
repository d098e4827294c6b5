import { randomUUID } from "node:crypto";
import type { ClickHouse } from "@throughline/clickhouse";
import { encoderOf } from "../kit/encoder.ts";
import type { Engine } from "../kit/engine.ts";
import type { RecordedRequest } from "../workload/packer.ts";
import { type MadeProfiles, profileRequests, type ProfileWorkload } from "../workload/profiles.ts";

/** What one insert of the collector holds under load. */
const SAMPLES_PER_INSERT = 100_000;

export interface Filled extends MadeProfiles {
  /** CPU seconds of checking and encoding, in this process. */
  readonly encoderCpu: number;
  /** CPU seconds of the engine, merges included. */
  readonly engineCpu: number;
}

/** Stores a workload by the collector's own encoder, in inserts of its size. */
export async function fillSamples(engine: Engine, clickhouse: ClickHouse, workload: ProfileWorkload): Promise<Filled> {
  const encoder = encoderOf("profiles");
  let encoderMicros = 0;
  const before = engine.cost.cpuSeconds();
  const store = async (waiting: readonly RecordedRequest[]): Promise<void> => {
    const start = process.cpuUsage();
    for (const { bytes } of waiting) encoder.check(bytes);
    const { blocks, companions } = encoder.encode(waiting);
    const { user, system } = process.cpuUsage(start);
    encoderMicros += user + system;
    for (const { table, block } of companions) await clickhouse.insertNative(table, [block], randomUUID());
    await clickhouse.insertNative(encoder.table, blocks, randomUUID());
  };
  const requests = profileRequests(workload);
  let batch: RecordedRequest[] = [];
  let items = 0;
  for (let next = requests.next(); ; next = requests.next()) {
    if (next.done || items >= SAMPLES_PER_INSERT) {
      if (batch.length > 0) await store(batch);
      batch = [];
      items = 0;
    }
    if (next.done) {
      await engine.settled();
      return { ...next.value, encoderCpu: encoderMicros / 1e6, engineCpu: engine.cost.cpuSeconds() - before };
    }
    batch.push(next.value);
    items += next.value.items;
  }
}
