import { NO_RUNTIME_EVENTS } from "../events/event-names.ts";
import { SEVERITY } from "../logs/severity.ts";
import type { ErrorTable } from "./error-statement.ts";

const attribute = (name: string, of = "attributes") => `${of}['exception.${name}']`;
const HAS_EXCEPTION = "(has(attributes.keys, 'exception.type') OR has(attributes.keys, 'exception.message'))";

/**
 * Log records of severity error or fatal, and those with an exception of severity warn, or of none that is known: what is less grave went as it
 * should, and is not looked at, which would take ten times as long (measured).
 */
export const ERROR_RECORDS: ErrorTable = {
  name: "logs",
  type: attribute("type"),
  message: `if(${HAS_EXCEPTION}, ${attribute("message")}, body)`,
  stack: attribute("stacktrace"),
  operation: "''",
  nanos: "toUnixTimestamp64Nano(time)",
  mayBe: `(${SEVERITY} >= 13 OR ${SEVERITY} = 0)`,
  is: `${NO_RUNTIME_EVENTS} AND (${SEVERITY} >= 17 OR ${HAS_EXCEPTION})`,
};

/** Position of the last exception that a span recorded: the one that it ended with. 0: it recorded none. */
const LAST = "arrayLastIndex(event -> event = 'exception', event_names)";
const EXCEPTION = `event_attributes[${LAST}]`;
const TYPE = attribute("type", EXCEPTION);
const END = "toInt64(least(toUInt64(toUnixTimestamp64Nano(time)) + duration, 9223372036000000000))";

/** Spans with an exception, or whose status is error and says why. Errors of spans without a type are told apart by the name of the span, too. */
export const ERROR_SPANS: ErrorTable = {
  name: "spans",
  type: TYPE,
  message: `if(${LAST} > 0, ${attribute("message", EXCEPTION)}, status_message)`,
  stack: attribute("stacktrace", EXCEPTION),
  operation: `if(${TYPE} = '', toString(name), '')`,
  nanos: `if(event_times[${LAST}] > 0, toInt64(event_times[${LAST}]), ${END})`,
  mayBe: "(status_code = 'error' OR has(event_names, 'exception'))",
  is: `(${LAST} > 0 OR status_message != '')`,
};
