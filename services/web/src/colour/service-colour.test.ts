import { expect, test } from "@jest/globals";
import { serviceColour } from "./service-colour.ts";

const hueOf = (colour: string) => Number(/^hsl\((\d+) /.exec(colour)?.[1]);

test("a service has the same colour wherever it is shown, and one that differs from its theme's other tone", () => {
  expect(serviceColour("cart", "dark")).toBe(serviceColour("cart", "dark"));
  expect(serviceColour("cart", "dark")).not.toBe(serviceColour("cart", "dark", "soft"));
  expect(hueOf(serviceColour("cart", "dark"))).toBe(hueOf(serviceColour("cart", "light")));
});

test("no service is red, and a hundred services share no colour with more than a few", () => {
  const names = Array.from({ length: 100 }, (_, at) => `service-${at}`);
  for (const name of names) expect(hueOf(serviceColour(name, "light"))).toBeGreaterThan(20);
  for (const name of names) expect(hueOf(serviceColour(name, "light"))).toBeLessThan(330);
  const counts = Map.groupBy(names, (name) => serviceColour(name, "light"));
  expect(Math.max(...[...counts.values()].map(({ length }) => length))).toBeLessThan(10);
});
