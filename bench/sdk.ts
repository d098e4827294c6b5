import type { Benchmark } from "./kit/benchmark.ts";
import { readArguments, type SdkArguments } from "./sdk/arguments.ts";
import { blocks } from "./sdk/blocks.ts";
import { logs } from "./sdk/logs.ts";
import { openSpans } from "./sdk/open-spans.ts";
import { requests } from "./sdk/requests.ts";
import { startup } from "./sdk/startup.ts";

const PARTS: Readonly<Record<string, (args: SdkArguments) => Promise<void>>> = { requests, startup, logs, "open-spans": openSpans, blocks };

/** What the SDK costs the process that it runs in, beside its rivals. */
export const sdk: Benchmark = {
  claim: `what the SDK costs its process, beside its rivals (parts: ${Object.keys(PARTS).join(", ")})`,
  async run(args) {
    const { parts, ...rest } = readArguments(args, Object.keys(PARTS));
    for (const part of parts) await PARTS[part]?.(rest);
  },
};
