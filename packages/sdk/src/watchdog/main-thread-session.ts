import type inspector from "node:inspector";
import { SESSION, SESSION_NONE, SESSION_OPEN, type WatchState } from "./watch-messages.ts";

/**
 * Evaluates an expression on the main thread, wherever that is in its code, and takes the text that comes out.
 *
 * The inspector session is open only meanwhile: a process that ends with an open one says so on stderr. That it is open stands in the shared
 * state, so that a main thread that ends can wait for it.
 *
 * @returns undefined if the main thread bars sessions, if nothing came out, or after `abandon`
 */
export async function evaluateOnMainThread(
  expression: string,
  { states }: WatchState,
  abandon: Promise<void>,
): Promise<string | undefined> {
  if (Atomics.compareExchange(states, SESSION, SESSION_NONE, SESSION_OPEN) !== SESSION_NONE) return undefined;
  let session: inspector.Session | undefined;
  try {
    // Not an import, which would fail for the whole thread where Node is built without it.
    const { Session } = process.getBuiltinModule("node:inspector");
    session = new Session();
    session.connectToMainThread();
    const answer = post(session, expression);
    return await Promise.race([answer, abandon.then(() => undefined)]);
  } catch {
    return undefined;
  } finally {
    session?.disconnect();
    Atomics.store(states, SESSION, SESSION_NONE);
    Atomics.notify(states, SESSION);
  }
}

type Answer = inspector.Runtime.EvaluateReturnType;

function post(session: inspector.Session, expression: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Not stopped by breakpoints, for a debugger of the app's owner may be there too.
    session.post("Runtime.evaluate", { expression, returnByValue: true, silent: true, disableBreaks: true }, (_error, answer) => {
      const value: unknown = (answer as Answer | undefined)?.result.value;
      resolve(typeof value === "string" ? value : undefined);
    });
  });
}
