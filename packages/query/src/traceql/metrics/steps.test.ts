import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { alignedSteps, oneStep, spansOf, stepAt } from "./steps.ts";

test("alignedSteps() are multiples of the step that enclose the range", () => {
  expect(alignedSteps({ from: 13n, to: 27n }, 10n)).toEqual({ first: 10n, step: 10n, count: 3 });
  expect(alignedSteps({ from: 10n, to: 30n }, 10n)).toEqual({ first: 10n, step: 10n, count: 3 });
  expect(alignedSteps({ from: -5n, to: 5n }, 10n)).toEqual({ first: -10n, step: 10n, count: 3 });
});

test("oneStep() takes the whole range", () => {
  const steps = oneStep({ from: 13n, to: 27n });
  expect(steps).toEqual({ first: 27n, step: 14n, count: 1 });
  expect([13n, 14n, 27n, 28n].map((time) => stepAt(steps, time))).toEqual([undefined, 0, 0, undefined]);
});

test("a span belongs to the first moment that is not before it", () => {
  const moments = fc.record({ first: fc.bigInt(-50n, 50n), step: fc.bigInt(1n, 20n), count: fc.integer({ min: 1, max: 6 }) });
  fc.assert(
    fc.property(moments, fc.bigInt(-100n, 200n), (steps, time) => {
      const at = Array.from({ length: steps.count }, (_, index) => steps.first + BigInt(index) * steps.step);
      const expected = at.findIndex((moment) => time > moment - steps.step && time <= moment);
      expect(stepAt(steps, time)).toBe(expected < 0 ? undefined : expected);
      const { after, to } = spansOf(steps);
      expect(time > after && time <= to).toBe(expected >= 0);
    }),
  );
});
