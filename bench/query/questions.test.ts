import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Engine } from "../kit/engine.ts";
import { pickAsked } from "./asked.ts";
import { measure, type Measured } from "./measure.ts";
import { Stores } from "./stores.ts";

const HOUR = 3_600_000_000_000n;
const TO = (BigInt(Date.now()) / 86_400_000n) * 24n * HOUR;
const FROM = TO - 2n * HOUR;

/** Of so few spans it may hold for none. */
const RARE = "duration + error, 24 h";

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
});

afterAll(() => engine.stop());

test("each question of the benchmark finds the same by our API and in the exporter's schema", async () => {
  const stores = await Stores.create(engine);
  await stores.fill({ from: FROM, to: TO, spans: 8_000 }, () => {});
  const asked = await pickAsked(stores.ours, FROM, TO, 1);
  const measured: readonly Measured[] = await measure(stores, asked, () => {});
  const inVain = measured.filter(({ ours, theirs }) => Math.min(...ours.found, ...theirs.found) === 0);
  expect(inVain.map(({ question }) => question.name).filter((name) => name !== RARE)).toEqual([]);
}, 300_000);
