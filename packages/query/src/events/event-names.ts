/** Events that our SDK reports as log records and that are no log lines. */

/** A span that has run for long, or runs as its process ends. */
export const OPEN_SPAN = "throughline.span.open";
/** The event loop is, or was, held by one piece of code. */
export const BLOCKED = "throughline.event_loop.blocked";
/** What a process says of itself every ten seconds. */
export const RUNTIME = "throughline.runtime";

/** Condition that a row of `logs` is none of them: they are not listed among logs unless asked for. */
export const NO_RUNTIME_EVENTS = "NOT startsWith(event_name, 'throughline.')";

/** Condition on a row with a service: what collectors write every minute to read it back is nobody's, and in no list. */
export const NO_PROBE = "service != 'throughline.probe'";
