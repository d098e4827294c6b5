/** Arbitrary profiles for property tests. */
import fc from "fast-check";
import type { Frame } from "./frame.ts";
import { frameOf } from "./frame-of.ts";
import { Profile } from "./profile.ts";

const functionName = fc.oneof(
  fc.constantFrom(
    "main",
    "handle",
    "query",
    "#run",
    "Shop.checkout",
    "operator() (int)",
    "(garbage collector)",
    "a;b",
    "<script>&\"'",
    "__proto__",
    "名前 🔥",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
);

const file = fc.constantFrom(
  "",
  "/app/src/server.ts",
  "/app/src/(shop)/page.tsx",
  "/app/lib/a b.js",
  "/app/node_modules/pg/lib/client.js",
  "node:internal/timers",
  "/usr/lib/libc.so.6",
  "https://example.com/app.js",
  "C:\\app\\main.js",
);

const anyLine = fc.integer({ min: 0, max: 100_000 });

/** Frames as a file of their own kind has them: a place needs a file. */
export const anyFrame: fc.Arbitrary<Frame> = fc
  .tuple(functionName, file, anyLine, anyLine)
  .map(([name, path, line, column]) => frameOf(name, path, path === "" ? 0 : line, path === "" || line === 0 ? 0 : column));

/** Up to thirty stacks over a dozen frames, so that they share callers and recur; whole weights. */
export const anyProfile: fc.Arbitrary<Profile> = fc
  .tuple(
    fc.array(anyFrame, { minLength: 1, maxLength: 12 }),
    fc.array(fc.tuple(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 1e12 })), {
      minLength: 1,
      maxLength: 30,
    }),
  )
  .map(([frames, stacks]) => {
    const profile = new Profile({ sampleType: "wall", unit: "nanoseconds", period: 10_000_000, durationNano: 10_000_000_000n });
    for (const [indices, weight] of stacks)
      profile.add(
        indices.flatMap((index) => frames[index % frames.length] ?? []),
        weight,
      );
    return profile;
  });

/** What a profile says, in a form that compares: text of each stack, by `describe`, to its weight. */
export function weightsByStack(profile: Profile, describe: (frame: Frame) => string): Record<string, number> {
  const weights = new Map<string, number>();
  for (const { stack, weight } of profile) {
    const text = profile.framesOf(stack).map(describe).join(" > ");
    weights.set(text, (weights.get(text) ?? 0) + weight);
  }
  return Object.fromEntries([...weights].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
