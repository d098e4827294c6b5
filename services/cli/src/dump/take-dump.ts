import type { Debugger, Runtime } from "node:inspector";
import { frameOf as makeFrame } from "@throughline/profile";
import { type Attached, within } from "../attach/attach.ts";
import type { CdpSession } from "../attach/cdp-session.ts";
import { readLocals } from "./locals.ts";
import { SourcePlaces } from "./source-places.ts";
import type { DumpFrame, ProcessDump, ThreadDump } from "./thread-dump.ts";

/** How long a thread may take to answer: it is in native code otherwise. */
const ANSWER_MS = 2_000;
/** How long it may take until it runs code in which it can be paused, and with the reading of its variables. */
const PAUSE_MS = 2_000;
const LOCALS_MS = 2_500;
/** How often the main thread is asked to pause: it does not hear it while the SDK takes its stack. */
const ASK_MAIN_MS = 500;
/** How often, and for how long, a thread is told to go on until it says that it does. */
const RESUME_EVERY_MS = 50;
const RESUME_MS = 2_000;

/** What an SDK in the process calls its helper thread. */
const SDK_THREAD = "throughline";

const FACTS = `JSON.stringify({version: process.version, uptime: process.uptime(), resources: process.getActiveResourcesInfo?.() ?? []})`;
/** What an SDK in the process says of what runs: see its watchdog. */
const RUNNING = `globalThis[Symbol.for("throughline.watchdog.snapshot")]?.(false)`;

interface Facts {
  readonly version: string;
  readonly uptime: number;
  readonly resources: readonly string[];
}

interface Place {
  readonly functionName: string;
  readonly url: string;
  /** From 0, as the protocol counts. */
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly locals?: Readonly<Record<string, string>>;
}

/** What every thread of the process does now. */
export async function takeDump(attached: Attached, options: { readonly locals: boolean }): Promise<ProcessDump> {
  const { pid, command, executable } = attached.target;
  const places = new SourcePlaces(pid);
  const workers: Promise<ThreadDump>[] = [];
  const started = attached.workers.start(({ threadId, name, session }) => {
    // The SDK's thread handles answers of the inspector: Node does not always come out of a pause in there.
    const locals = options.locals && name !== SDK_THREAD;
    workers.push(dumpThread(session, { threadId, name }, { locals }, places).then(({ thread }) => thread));
  });
  const main = await dumpThread(attached.main, { threadId: 0, name: "main" }, options, places);
  if (main.thread.state !== "silent") await within(started, ANSWER_MS);
  const threads = [main.thread, ...(await Promise.all(workers))].toSorted((a, b) => a.threadId - b.threadId);
  return { pid, command, executable, nodeVersion: main.facts?.version ?? "", uptimeSeconds: main.facts?.uptime ?? null, threads };
}

async function dumpThread(
  session: CdpSession,
  who: Pick<ThreadDump, "threadId" | "name">,
  { locals }: { readonly locals: boolean },
  places: SourcePlaces,
): Promise<{ thread: ThreadDump; facts: Facts | undefined }> {
  // The stack of an uncaught error needs neither a pause nor anything of the app's, which may have replaced Error.prepareStackTrace.
  void session.send("Runtime.enable");
  const thrown = session.send<Runtime.EvaluateReturnType>("Runtime.evaluate", { expression: "throw 0", silent: true });
  const facts = evaluate<Facts>(session, FACTS);
  const running = evaluate<Pick<ThreadDump, "traceId" | "spanId" | "correlationId">>(session, RUNNING);
  let isPaused = false;
  try {
    const answer = await within(
      thrown.catch(() => undefined),
      ANSWER_MS,
    );
    if (answer === undefined) return { thread: { ...who, state: "silent", waitingFor: {}, frames: [] }, facts: undefined };
    // The first is the expression itself.
    const stack: readonly Place[] = answer.exceptionDetails?.stackTrace?.callFrames.slice(1) ?? [];
    const [known, ids] = await Promise.all([facts, running]);
    if (!stack.some(isCode)) return { thread: { ...who, state: "idle", waitingFor: counts(known?.resources), frames: [] }, facts: known };
    // Only one that runs code: an idle one would be paused at whatever comes next.
    isPaused = locals;
    const frames = (isPaused ? await within(pause(session, who.threadId === 0 ? ASK_MAIN_MS : PAUSE_MS), LOCALS_MS) : undefined) ?? stack;
    const { traceId, spanId, correlationId } = ids ?? {};
    return {
      thread: {
        ...who,
        state: "active",
        waitingFor: {},
        ...(traceId !== undefined && { traceId }),
        ...(spanId !== undefined && { spanId }),
        ...(correlationId !== undefined && { correlationId }),
        frames: frames.map((place) => frameOf(place, places)),
      },
      facts: known,
    };
  } finally {
    if (isPaused) await resume(session);
    void session.send("Runtime.disable");
  }
}

/** What an expression that gives JSON says; undefined if it gives none. */
async function evaluate<T>(session: CdpSession, expression: string): Promise<T | undefined> {
  try {
    const { result } = await session.send<Runtime.EvaluateReturnType>("Runtime.evaluate", {
      expression,
      returnByValue: true,
      silent: true,
    });
    return typeof result.value === "string" ? (JSON.parse(result.value) as T) : undefined;
  } catch {
    return undefined;
  }
}

/** Holds the thread for as long as its variables are read: some milliseconds. */
async function pause(session: CdpSession, everyMillis: number): Promise<Place[] | undefined> {
  const event = new Promise<Debugger.PausedEventDataType>((resolve) => session.on("Debugger.paused", resolve));
  // A paused frame names only its script.
  const urls = new Map<string, string>();
  session.on("Debugger.scriptParsed", ({ scriptId, url }) => urls.set(scriptId, url));
  void session.send("Debugger.enable");
  let paused: Debugger.PausedEventDataType | undefined;
  for (let waited = 0; waited < PAUSE_MS && paused === undefined; waited += everyMillis) {
    void session.send("Debugger.pause");
    paused = await within(event, everyMillis);
  }
  if (paused === undefined) return undefined;
  const { callFrames } = paused;
  const urlOf = ({ location, url }: Debugger.CallFrame): string => urls.get(location.scriptId) ?? url;
  const locals = await readLocals(
    session,
    callFrames.map((frame) => (urlOf(frame).startsWith("node:") ? undefined : frame)),
  );
  return callFrames.map((frame, at) => ({
    functionName: frame.functionName,
    url: urlOf(frame),
    lineNumber: frame.location.lineNumber,
    columnNumber: frame.location.columnNumber ?? 0,
    ...(locals[at] && { locals: locals[at] }),
  }));
}

/**
 * Takes the pause back, also one that has not come about yet, and waits until that is done: a thread that is detached from while it is paused
 * may stay so. Says it again and again, for a paused thread looks at what it was sent when something new arrives.
 */
async function resume(session: CdpSession): Promise<void> {
  const deadline = performance.now() + RESUME_MS;
  while (performance.now() < deadline && !session.isEnded) {
    const answer = session.send("Debugger.disable").catch(() => true);
    if ((await within(answer, RESUME_EVERY_MS)) !== undefined) return;
  }
}

function isCode({ url }: Place): boolean {
  return url !== "" && !url.startsWith("node:");
}

function frameOf({ functionName, url, lineNumber, columnNumber, locals }: Place, places: SourcePlaces): DumpFrame {
  const { file, line, column } = places.written(url, lineNumber + 1, columnNumber + 1);
  return { ...makeFrame(functionName, file, line, column), ...(locals && { locals }) };
}

function counts(names: readonly string[] = []): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const name of names) counted[name] = (counted[name] ?? 0) + 1;
  return counted;
}
