import type { Command } from "commander";
import { withApiFlags } from "../read/api-flags.ts";
import type { DoctorFlags } from "./flags.ts";

const EXAMPLES = `
Examples:
  throughline doctor                                  what throughline up runs on this machine, or compose
  throughline doctor --url https://tl.example.com --otlp-http https://in.example.com:4318 --otlp-grpc https://in.example.com:4317
  throughline doctor --json                           for scripts; the exit code is 1 where a check failed

Tokens are THROUGHLINE_QUERY_TOKEN and THROUGHLINE_INGEST_TOKEN; an own certificate authority is NODE_EXTRA_CA_CERTS; where
CLICKHOUSE_URL is set, ClickHouse is asked directly, too. A span and a log record of service throughline.doctor are stored.`;

/** Adds `throughline doctor`. */
export function doctor(program: Command): void {
  withApiFlags(program.command("doctor").description("whether all works: each part, and a span that is sent and read back"))
    .option(
      "--otlp-http <url>",
      "where the collector takes OTLP/HTTP (default: http://127.0.0.1:4318) [THROUGHLINE_OTLP_HTTP_URL]; its token: [THROUGHLINE_INGEST_TOKEN]",
    )
    .option("--otlp-grpc <url>", "where it takes OTLP/gRPC (default: http://127.0.0.1:4317) [THROUGHLINE_OTLP_GRPC_URL]")
    .option("-j, --json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: DoctorFlags) => (await import("./run-doctor.ts")).runDoctor(flags));
}
