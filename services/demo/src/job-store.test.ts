import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JobStore } from "./job-store.ts";

const HEADERS = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
let dir: string;
let store: JobStore<string>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "throughline-jobs-"));
  store = new JobStore<string>(dir);
  await store.open();
});
afterEach(() => rm(dir, { recursive: true }));

test("take() gives a job with its payload and headers, once", async () => {
  const put = await store.put("order-1", HEADERS, 0);
  expect(await store.take()).toEqual(put);
  expect(put).toMatchObject({ payload: "order-1", headers: HEADERS, attempt: 1 });
  expect(await store.take()).toBeUndefined();
});

test("take() leaves a job alone until it is due", async () => {
  const { notBefore } = await store.put("order-1", {}, 60_000);
  expect(await store.take(notBefore - 1)).toBeUndefined();
  expect(await store.take(notBefore)).toMatchObject({ payload: "order-1" });
});

test("done() ends a job, and pending() counts what is not ended", async () => {
  const job = await store.put("order-1", {}, 0);
  await store.put("order-2", {}, 60_000);
  await store.take();
  expect(await store.pending()).toBe(2);
  await store.done(job);
  expect(await store.pending()).toBe(1);
});

test("retry() brings a job back later as the next attempt", async () => {
  await store.put("order-1", HEADERS, 0);
  const first = await store.take();
  if (first) await store.retry(first, 60_000);
  expect(await store.take()).toBeUndefined();
  expect(await store.take(Date.now() + 61_000)).toMatchObject({ id: first?.id, attempt: 2, headers: HEADERS });
});

test("giveUp() takes a job out for good", async () => {
  await store.put("order-1", {}, 0);
  const job = await store.take();
  if (job) await store.giveUp(job);
  expect([await store.take(Date.now() + 61_000), await store.pending()]).toEqual([undefined, 0]);
});

test("recover() puts back what a worker had taken when it crashed", async () => {
  const put = await store.put("order-1", {}, 0);
  await store.take();
  const next = new JobStore<string>(dir);
  await next.recover();
  expect(await next.take()).toEqual(put);
});
