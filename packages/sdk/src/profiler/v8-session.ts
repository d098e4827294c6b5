import type { Session } from "node:inspector";

/** A call as V8's inspector tells of it. Line and column from 0; -1 is unknown. */
export interface InspectedFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** An inspector session of this thread with itself. Throws if Node has no inspector, or forbids it. */
export function openV8Session(): Session {
  const { Session: Own } = process.getBuiltinModule("node:inspector");
  const session = new Own();
  session.connect();
  return session;
}

/** Asks V8, which answers before this returns. Throws if it refuses. */
export function ask(session: Session, method: string, params: object = {}): unknown {
  let answer: unknown;
  session.post(method, params, (error: Error | null, result?: unknown) => {
    if (error !== null) throw error;
    answer = result;
  });
  return answer;
}
