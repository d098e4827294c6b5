import { durationText } from "@throughline/model";
import { isErrorLog } from "../logs/severity.ts";
import { plural } from "../text/number.ts";
import { type Action, hasFailed, lengthOf, type Part } from "./action.ts";
import type { Tries } from "./attempts.ts";
import { waitText } from "../trace/wait-text.ts";
import { brief } from "../text/brief.ts";
import { errorText } from "./error-text.ts";
import type { Story } from "./story.ts";
import { answerOf, type TracePiece } from "./traces.ts";

/** A length on the action's clock, for people. */
export function spanText(nanos: number): string {
  return durationText(BigInt(Math.round(nanos)));
}

/** A time on the action's clock. */
export function atText(nanos: number): string {
  return nanos === 0 ? "the start" : `${spanText(nanos)} after the start`;
}

/** The story in one sentence, of facts alone: what the spans say, never what they may mean. */
export function verdict(action: Action, story: Story): string {
  return [headOf(action, story), ...restOf(action, story)].join("; ");
}

function headOf(action: Action, { outcome, open, lost, began, traces }: Story): string {
  const length = spanText(action.length);
  const errors = action.parts.filter(hasFailed).length;
  switch (outcome) {
    case "running":
      return `Still running: ${nameOf(open[0])} in ${serviceOf(open[0])} has not ended${open.length > 1 ? `, and ${open.length - 1} around it or beside it` : ""}`;
    case "lost":
      return lostText(lost[0] as Part);
    case "failed":
      return began ? `Failed in ${serviceOf(began)}: ${whatFailed(began)}` : `Failed after ${length}`;
    case "survived":
      return `Ended after ${length} in spite of ${plural(errors, "error")}: ${serviceOf(began)}: ${whatFailed(began as Part)}`;
    case "fine":
      return traces.every(({ kind }) => kind === "fragment")
        ? `Nothing failed in the ${length} that are known`
        : `Ended after ${length}, nothing failed`;
    case "unknown":
      return "Only log lines are known of it, no spans";
  }
}

/** A wait that took less of the action explains little. */
const LARGE_SHARE = 0.2;

/** What held an event loop for a large part of the action, and who waited for it; undefined: nothing did. */
function heldText({ parts, length }: Action): string | undefined {
  const all = parts.flatMap((part) => part.span.waitedFor.map((wait) => ({ part, wait, nanos: Number(wait.waitedNano) })));
  const longest = all.reduce<(typeof all)[number] | undefined>((most, one) => (most && most.nanos >= one.nanos ? most : one), undefined);
  if (!longest || longest.nanos < LARGE_SHARE * length) return undefined;
  return `${brief(waitText(longest.wait))}: ${nameOf(longest.part)} in ${serviceOf(longest.part)} waited ${spanText(longest.nanos)} for it`;
}

function restOf(action: Action, { outcome, began, callTries, traceTries, failed, failures, traces, hops }: Story): string[] {
  const rest: string[] = [];
  if (failures > 1) rest.push(`${failures} of ${plural(traces.length, "trace")} failed`);
  if (outcome === "running" && began) rest.push(`an error so far in ${serviceOf(began)}: ${whatFailed(began)}`);
  if (outcome === "failed" && began) {
    const tries = triesAround(began, callTries) ?? traceTriesAround(began, traceTries);
    if (tries !== undefined) rest.push(`tried ${tries.length} times`);
    const caller = callerOf(began);
    if (caller) rest.push(`${serviceOf(caller)} waited ${spanText(waitOf(caller, callTries))} for it`);
    const callee = calleeOf(began);
    if (callee) rest.push(`it waited ${spanText(lengthOf(began))} for ${serviceOf(callee)}`);
  }
  const entry = failed ?? traces[0];
  const answer = entry && answerText(entry);
  if (answer && outcome !== "running" && outcome !== "lost") rest.push(answer);
  const later = hops.find(({ to, by }) => by === "message" && entry !== undefined && to.span.traceId !== entry.traceId);
  if (outcome === "fine" && later) rest.push(`${serviceOf(later.to)} went on ${spanText(later.waited)} after it was handed the work`);
  const errorLogs = action.logs.filter(({ log }) => isErrorLog(log));
  if ((outcome === "fine" || outcome === "unknown") && errorLogs[0])
    rest.push(`${plural(errorLogs.length, "log line")} of errors, the first of ${brief(errorLogs[0].log.service)}`);
  const held = heldText(action);
  if (held !== undefined) rest.push(held);
  return rest;
}

const serviceOf = (part: Part | undefined): string => brief(part?.span.service ?? "");
const nameOf = (part: Part | undefined): string => brief(part?.span.name ?? "");

function whatFailed(part: Part): string {
  const why = errorText(part);
  return why === "" ? nameOf(part) : `${nameOf(part)}: ${brief(why)}`;
}

function lostText(part: Part): string {
  const words = part.span.open === false ? null : part.span.open.lastWords;
  const which = `${nameOf(part)} in ${serviceOf(part)}`;
  return words
    ? `Never ended: ${which}, whose process ended by ${brief(words)}`
    : `Not heard of since ${atText(part.to)}: ${which} had not ended; its process has ended, is stuck, or its reports do not arrive`;
}

function answerText({ first, kind }: TracePiece): string | undefined {
  const answer = answerOf(first);
  return kind === "request" && answer !== undefined
    ? `${serviceOf(first)} answered ${answer} after ${spanText(lengthOf(first))}`
    : undefined;
}

/** The tries of which the span, or what it was called for, is one. */
function triesAround(part: Part, tries: readonly Tries<Part>[]): Tries<Part> | undefined {
  for (let at: Part | undefined = part; at; at = at.parent) {
    const tried = at;
    const found = tries.find((all) => all.includes(tried));
    if (found) return found;
  }
  return undefined;
}

function traceTriesAround(part: Part, tries: readonly Tries<TracePiece>[]): Tries<TracePiece> | undefined {
  return tries.find((all) => all.some(({ traceId }) => traceId === part.span.traceId));
}

/** The call of the next other service that led to the span. */
function callerOf(part: Part): Part | undefined {
  let at = part.parent;
  while (at && at.span.service === part.span.service) at = at.parent;
  return at;
}

/** From the first try of a call to the end of its last. */
function waitOf(call: Part, tries: readonly Tries<Part>[]): number {
  const all = tries.find((one) => one.includes(call));
  return all ? (all.at(-1)?.to ?? 0) - (all[0]?.from ?? 0) : lengthOf(call);
}

/** What a failed call reached in another service. */
function calleeOf(part: Part): Part | undefined {
  return part.span.kind === "client" ? part.children.find(({ span }) => span.service !== part.span.service) : undefined;
}
