import { clickhouseServer as serverOf, serversOf } from "@throughline/clickhouse";
import { Settings } from "@throughline/pipeline";
import { paintFor } from "../output/paint.ts";
import { print } from "../output/print.ts";
import { certificates } from "./certificates.ts";
import { clickhouseServer } from "./clickhouse-server.ts";
import { clocks } from "./clocks.ts";
import { disk } from "./disk.ts";
import { type Check, type CheckResult, failed, type Finding } from "./finding.ts";
import { findingText } from "./finding-text.ts";
import type { DoctorFlags } from "./flags.ts";
import { parts } from "./parts.ts";
import { type Places, placesOf } from "./places.ts";
import { otlpGrpc } from "./reach-grpc.ts";
import { otlpHttp, queryApi } from "./reach-http.ts";
import { roundTrip } from "./round-trip.ts";
import { setUp } from "./set-up.ts";
import { systemAnswer } from "./system-answer.ts";
import { readingToken, sendingToken } from "./tokens.ts";
import { versions } from "./versions.ts";
import { whyNot } from "./why-not.ts";

/** `throughline doctor`: each check one line, as soon as it is known; exit code 1 if one failed. @throws Cannot */
export async function runDoctor(flags: DoctorFlags): Promise<void> {
  const settings = Settings.fromEnvironment(process.env);
  const results: CheckResult[] = [];
  const paint = paintFor(process.stdout);
  for (const check of checksOf(placesOf(flags, settings), settings)) {
    const result = { name: check.name, ...(await findingOf(check, results)) };
    results.push(result);
    if (flags.json !== true) await print(findingText(result, paint));
  }
  const isWell = results.every(({ state }) => state !== "failed");
  if (flags.json === true) await print(`${JSON.stringify({ ok: isWell, checks: results }, undefined, 2)}\n`);
  if (!isWell) process.exit(1);
}

async function findingOf(check: Check, before: readonly CheckResult[]): Promise<Finding> {
  const missing = before.find(({ name, state }) => check.needs.includes(name) && state === "failed");
  if (missing) return failed("not tried", `see ${missing.name}`);
  try {
    return await check.run();
  } catch (error) {
    return failed(whyNot(error), "see its log");
  }
}

/** What is near comes first: the first that fails is most often why the others do. */
function checksOf(places: Places, settings: Settings): readonly Check[] {
  const asked = systemAnswer(places);
  const server = serverOf(settings);
  return [
    setUp(),
    queryApi(places),
    otlpHttp(places),
    otlpGrpc(places),
    ...certificates(places),
    ...(server ? serversOf(server).map((each) => clickhouseServer(each)) : []),
    readingToken(places),
    sendingToken(places),
    versions(asked),
    parts(places),
    clocks(places, asked),
    disk(places),
    roundTrip(places),
  ];
}
