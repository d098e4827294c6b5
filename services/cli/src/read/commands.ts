import { ERROR_ORDERS } from "@throughline/api";
import { type Command, Option } from "commander";
import { asCount } from "../output/number-argument.ts";
import { type ApiFlags, withApiFlags } from "./api-flags.ts";

export interface TraceOptions extends ApiFlags {
  readonly logs?: true;
  readonly json?: true;
}

export interface CorrelationOptions extends ApiFlags {
  readonly json?: true;
}

export interface LogsOptions extends ApiFlags {
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly trace?: string;
  readonly correlation?: string;
  readonly before?: number;
  readonly after?: number;
  readonly context?: number;
  readonly histogram?: true;
  readonly json?: true;
}

export interface ErrorsOptions extends ApiFlags {
  readonly service?: string;
  readonly since?: string;
  readonly until?: string;
  readonly sort: (typeof ERROR_ORDERS)[number];
  readonly limit: number;
  readonly json?: true;
}

export interface TailOptions extends ApiFlags {
  readonly traceql?: string;
  readonly service?: string;
  readonly signal?: "logs" | "spans" | "all";
  readonly json?: true;
}

export interface ServicesOptions extends ApiFlags {
  readonly since?: string;
  readonly json?: true;
}

export interface OpenOptions extends ApiFlags {
  readonly service?: string;
  readonly since?: string;
  readonly json?: true;
}

const QUERY_HELP = `Query:
  timeout "connection reset"   words, whole; text, anywhere; whatever their case
  key=value key="a b"          attribute of the record or its resource; also != and, for numbers, > >= < <=
  key=~"re" key=*              regular expression for all of it (!~: not); has it at all
  level=error severity>=warn   also service= body= event= traceId= spanId= correlationId=
  -word NOT key=value          not that
  a OR b, (a OR b) c           either; all that have only spaces between must hold`;

const SERVICES_EXAMPLES = `
Examples:
  throughline services          of the last hour, those in trouble first
  throughline services -s 5m    of the last five minutes

Requests are server and consumer spans. BLOCKED is the longest time that one piece of code held the event loop, OPEN how many spans run for long.`;

const TRACE_EXAMPLES = `
Examples:
  throughline trace 4bf92f3577b34da6a3ce929d0e0e4736          every span, as a waterfall
  throughline trace 4bf92f3577b34da6a3ce929d0e0e4736 --logs   with the log records where they belong`;

const CORRELATION_EXAMPLES = `
Examples:
  throughline correlation 0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01   spans and log records of all services, on one timeline`;

const LOGS_EXAMPLES = `
Examples:
  throughline logs                                      of the last hour, the last 100
  throughline logs 'severity>=warn service=cart'        by fields
  throughline logs '"connection reset" -retry' -s 1d    by words, of the last day
  throughline logs '(status=504 OR timeout) attempt>2'  one or the other, and a number
  throughline logs 'route=~"/cart/.*" user.id=*'        by a regular expression; whatever has a user
  throughline logs level=fatal -C 5                     with five lines of the service before and after each
  throughline logs 'level>=error' -s 1d --histogram     how many, and when
  throughline logs event=payment_declined --json        a line of JSON for each

${QUERY_HELP}`;

const ERRORS_EXAMPLES = `
Examples:
  throughline errors                          of the last hour, what began last first
  throughline errors --service payment -s 1d  of one service, of the last day
  throughline errors --sort count -n 5        the five most frequent`;

const TAIL_EXAMPLES = `
Examples:
  throughline tail                        log records and spans of all services, as they arrive
  throughline tail 'severity>=warn'       log records that match
  throughline tail --service cart         of one service
  throughline tail --signal spans --json  spans, a line of JSON for each
  throughline tail --traceql '{ status = error || duration > 1s }'

${QUERY_HELP}`;

/** Adds `services`, `open`, `trace`, `correlation`, `logs`, `errors` and `tail`: what the query API knows. */
export function readCommands(program: Command): void {
  withApiFlags(program.command("services").description("every service: requests, errors, durations, and what holds it up"))
    .option("-s, --since <time>", "how far back: 15m, 2d, or a time (default: 1h)")
    .option("-j, --json", "a line of JSON for each")
    .addHelpText("after", SERVICES_EXAMPLES)
    .action(async (options: ServicesOptions) => (await import("./run-services.ts")).runServices(options));

  withApiFlags(program.command("open").description("what has not ended: open spans by operation and place in the code, the oldest first"))
    .option("--service <name>", "only of this service")
    .option("-s, --since <time>", "how far back: 15m, 2d, or a time (default: 1h)")
    .option("-j, --json", "a line of JSON for each group")
    .action(async (options: OpenOptions) => (await import("./run-open.ts")).runOpen(options));

  withApiFlags(program.command("trace").description("a trace as a waterfall"))
    .argument("<id>", "trace ID, 32 hex digits")
    .option("-l, --logs", "with its log records")
    .option("-j, --json", "as JSON")
    .addHelpText("after", TRACE_EXAMPLES)
    .action(async (id: string, options: TraceOptions) => (await import("./run-trace.ts")).runTrace(id, options));

  withApiFlags(program.command("correlation").description("everything that one user action did, on one timeline"))
    .argument("<id>", "correlation ID")
    .option("-j, --json", "as JSON")
    .addHelpText("after", CORRELATION_EXAMPLES)
    .action(async (id: string, options: CorrelationOptions) => (await import("./run-correlation.ts")).runCorrelation(id, options));

  withApiFlags(program.command("logs").description("log records that match, the newest last"))
    .argument("[query...]", 'words, "phrases", key=value, severity>=warn; see below')
    .option("-s, --since <time>", "how far back: 15m, 2d, or a time (default: 1h)")
    .option("--until <time>", "up to when (default: now)")
    .option("-n, --limit <records>", "how many, the newest", asCount, 100)
    .option("--trace <id>", "only those of a trace")
    .option("--correlation <id>", "only those of an action")
    .option("-C, --context <records>", "with so many of the same service before and after each", asCount)
    .option("-B, --before <records>", "with so many before each", asCount)
    .option("-A, --after <records>", "with so many after each", asCount)
    .option("--histogram", "how many over time, instead of the records")
    .option("-j, --json", "a line of JSON for each")
    .addHelpText("after", LOGS_EXAMPLES)
    .action(async (query: string[], options: LogsOptions) => (await import("./run-logs.ts")).runLogs(query.join(" "), options));

  withApiFlags(program.command("errors").description("which errors there are: since when, how many, where in the code"))
    .option("--service <name>", "only those of this service")
    .option("-s, --since <time>", "how far back: 15m, 2d, or a time (default: 1h)")
    .option("--until <time>", "up to when (default: now)")
    .addOption(
      new Option("--sort <order>", "what comes first: what began last, occurred last, or is most frequent")
        .choices(ERROR_ORDERS)
        .default("first"),
    )
    .option("-n, --limit <kinds>", "how many kinds", asCount, 50)
    .option("-j, --json", "as JSON")
    .addHelpText("after", ERRORS_EXAMPLES)
    .action(async (options: ErrorsOptions) => (await import("./run-errors.ts")).runErrors(options));

  withApiFlags(program.command("tail").description("log records and spans as they arrive"))
    .argument("[query...]", "which log records, as for logs")
    .option("--traceql <filter>", "which spans: one TraceQL filter { … }")
    .option("--service <name>", "only what this service sends")
    .addOption(new Option("--signal <signal>", "what is shown (default: what is asked about, or all)").choices(["logs", "spans", "all"]))
    .option("-j, --json", "a line of JSON for each")
    .addHelpText("after", TAIL_EXAMPLES)
    .action(async (query: string[], options: TailOptions) => (await import("./run-tail.ts")).runTail(query.join(" "), options));
}
