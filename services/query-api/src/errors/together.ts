import type { ErrorCount } from "@throughline/query";
import { add, Frames, type Group, groupOf, keyOf, sameMask } from "./group.ts";

/** Messages that differ only in what they quote, and are shown one by one: what is quoted is often the answer. More are one. */
const MAX_QUOTED = 3;

/** Makes groups of what was counted by window, table and stack. */
export function together(counts: readonly ErrorCount[]): Group[] {
  const frames = new Frames();
  return withoutQuoted(withoutTwins(added(counts.map((count) => groupOf(count, frames)))));
}

function added(groups: readonly Group[]): Group[] {
  const byKey = new Map<string, Group>();
  for (const group of groups) {
    const known = byKey.get(keyOf(group));
    if (known) add(known, group);
    else byKey.set(keyOf(group), group);
  }
  return [...byKey.values()];
}

/**
 * What is logged is often recorded on its span, too, but with another name for its type, without its stack, or only as the span's status. Where there is but
 * one error that a service logs with this message, it is that one.
 */
function withoutTwins(groups: readonly Group[]): Group[] {
  const bySaying = Map.groupBy(groups, ({ service, message }) => JSON.stringify([service, sameMask(message)]));
  return [...bySaying.values()].flatMap((saying) => {
    const logged = saying.filter(({ records, frame }) => records.size > 0 && frame);
    const whole = logged.length > 0 ? logged : saying.filter(({ records }) => records.size > 0);
    return saying.filter((group) => {
      if (whole.includes(group)) return true;
      const named = whole.filter(({ type }) => type === group.type);
      const [twin, another] = named.length > 0 || group.records.size > 0 ? named : whole;
      if (!twin || another) return true;
      add(twin, group);
      return false;
    });
  });
}

/** The message with what it quotes masked, too. */
export function unquoted(message: string): string {
  return message.replaceAll(/"[^"]*"/g, '"<text>"');
}

function withoutQuoted(groups: readonly Group[]): Group[] {
  const alike = Map.groupBy(groups, (group) => keyOf({ ...group, message: unquoted(group.message) }));
  return [...alike.values()].flatMap((some) => {
    const [first] = some;
    if (some.length <= MAX_QUOTED || !first) return some;
    const one = { ...first, message: unquoted(first.message) };
    for (const other of some.slice(1)) add(one, other);
    return one;
  });
}
