import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TailEvent } from "@throughline/api";
import { logs, nowNano, sendJson, span, traces } from "./kit/otlp.ts";
import { Throughline } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

let throughline: Throughline;

beforeAll(async () => {
  throughline = await Throughline.start();
});
afterAll(() => throughline.stop());

test("a live tail shows everything that is sent from then on, once, from many senders and out of order", async () => {
  const shown: string[] = [];
  const notes: TailEvent[] = [];
  const stop = new AbortController();
  const reading = (async () => {
    for await (const event of throughline.client.tail({ service: "tailed" }, { signal: stop.signal })) {
      if (event.type === "note") notes.push(event);
      else shown.push(event.type === "log" ? String(event.log.body) : event.span.name);
    }
  })().catch(() => {});
  const send = async (batch: number): Promise<string[]> => {
    // Some of each batch happened hours ago, some will happen in a minute.
    const at = (index: number) => nowNano(((index * 7919) % 100 === 0 ? -7_200_000 : 60_000) - batch * 1_000 - index);
    const bodies = Array.from({ length: 12 }, (_, index) => `log ${batch}.${index}`);
    const names = Array.from({ length: 8 }, (_, index) => `span ${batch}.${index}`);
    const records = bodies.map((stringValue, index) => ({ timeUnixNano: at(index), body: { stringValue } }));
    const spans = names.map((name, index) => ({ ...span(), name, startTimeUnixNano: at(index), endTimeUnixNano: at(index) }));
    expect(await sendJson(throughline.otlpHttp, "logs", logs("tailed", records))).toMatchObject({ status: 200 });
    expect(await sendJson(throughline.otlpHttp, "traces", traces("tailed", spans))).toMatchObject({ status: 200 });
    return [...bodies, ...names];
  };
  // It has begun when something is shown. Of what arrives between two looks 500 are shown: all that is sent here is less.
  let probes = 0;
  await until(
    async () => {
      const record = { timeUnixNano: nowNano(), body: { stringValue: `probe ${probes++}` } };
      expect(await sendJson(throughline.otlpHttp, "logs", logs("tailed", [record]))).toMatchObject({ status: 200 });
      return shown.length > 0 ? true : undefined;
    },
    () => "the tail to begin",
    60_000,
  );
  const sent: string[] = [];
  for (let round = 0; round < 6; round++) {
    sent.push(...(await Promise.all([0, 1, 2, 3].map((sender) => send(round * 4 + sender)))).flat());
    if (round % 2 === 0) await throughline.settled();
  }
  const wanted = new Set(sent);
  const own = () => shown.filter((text) => wanted.has(text));
  await until(
    () => (own().length >= sent.length ? true : undefined),
    () => `${sent.length} to be shown, of which ${own().length} were`,
    60_000,
  );
  stop.abort();
  await reading;
  expect(own().toSorted()).toEqual(sent.toSorted());
  expect(new Set(shown).size).toBe(shown.length);
  expect(notes).toEqual([]);
});
