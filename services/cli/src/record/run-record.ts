import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { bytesText, nanosOfMillis } from "@throughline/model";
import { Profile, writeProfile } from "@throughline/profile";
import { attached } from "../attach/attached.ts";
import { Cannot } from "../cannot.ts";
import { SourcePlaces } from "../dump/source-places.ts";
import { print } from "../output/print.ts";
import { Progress } from "../output/progress.ts";
import { addSamples } from "../sampling/add-samples.ts";
import { ProcessSampler, type ThreadSamples } from "../sampling/process-sampler.ts";
import { threadFrames } from "../sampling/thread-frame.ts";
import type { RecordOptions } from "./command.ts";
import { ask } from "../read/api.ts";
import { profileOf, serviceSamples } from "../sampling/service-samples.ts";
import { type Subject, subjectOf } from "../sampling/subject.ts";
import { fileNameFor, formatOfFile } from "./format.ts";
import { recordHeap } from "./record-heap.ts";

/** How often samples are fetched: if the process ends, those of so long are lost at most. */
const FETCH_MS = 1_000;
const NANOS_PER_SECOND = 1_000_000_000;
const STDOUT = "-";

/** `throughline record`. @throws Cannot */
export async function runRecord(subject: string, options: RecordOptions): Promise<void> {
  const what = subjectOf(subject);
  const format = options.format ?? (options.output === undefined || options.output === STDOUT ? "svg" : formatOfFile(options.output));
  const output = options.output ?? fileNameFor("pid" in what ? `node-${what.pid}` : what.service, format, new Date());
  if (output !== STDOUT) checkWritable(output);
  const profile = await recordOf(what, options);
  const written = writeProfile(profile, format);
  // As every tool that reads pprof expects it.
  const bytes = format === "pprof" ? gzipSync(written) : written;
  if (output === STDOUT) await print(bytes);
  else {
    writeFileSync(output, bytes);
    const kept = options.heap === true ? `${bytesText(profile.weight)} that are kept, in ` : "";
    process.stderr.write(
      `throughline: ${kept}${Math.round(profile.samples)} samples of ${(Number(profile.durationNano) / NANOS_PER_SECOND).toFixed(1)} s are in ${output}\n`,
    );
  }
}

async function recordOf(what: Subject, options: RecordOptions): Promise<Profile> {
  if (options.heap !== true) return "pid" in what ? recordProcess(what.pid, options) : recordService(what.service, options);
  if ("pid" in what) return recordHeap(what.pid, options.duration);
  throw new Cannot(
    `Cannot record the heap of service "${what.service}": name a process by its ID. What its SDK has sampled of allocations is on the page: /flamegraph?service=${what.service}&type=alloc`,
  );
}

/** Samples a process for a while: less if Ctrl-C is pressed or the process ends. */
async function recordProcess(pid: number, { duration, rate }: RecordOptions): Promise<Profile> {
  const profile = new Profile({
    sampleType: "wall",
    unit: "nanoseconds",
    period: Math.round(NANOS_PER_SECOND / rate),
    startTimeUnixNano: BigInt(Date.now()) * 1_000_000n,
  });
  const stop = new AbortController();
  const progress = new Progress();
  const places = new SourcePlaces(pid);
  const add = (parts: readonly ThreadSamples[]): void => {
    for (const { thread, profile: part } of parts) addSamples(profile, part, places, threadFrames(thread));
  };
  const record = async (sampler: ProcessSampler): Promise<void> => {
    await sampler.start();
    const began = performance.now();
    const end = began + duration * 1_000;
    for (let now = began; now < end && !stop.signal.aborted && !sampler.isOver; now = performance.now()) {
      const seconds = (now - began) / 1_000;
      progress.show(
        seconds / duration,
        `${seconds.toFixed(0)} of ${duration} s, ${Math.round(profile.samples)} samples of process ${pid}; Ctrl-C ends early`,
      );
      await sleep(Math.min(FETCH_MS, end - now), undefined, { signal: stop.signal }).catch(() => {});
      if (end - performance.now() > FETCH_MS / 2 && !stop.signal.aborted) add(await sampler.take());
    }
    add(await sampler.stop());
    profile.durationNano = BigInt(Math.round((performance.now() - began) * 1e6));
  };
  try {
    await attached(
      pid,
      (target) => {
        profile.name = target.target.command.join(" ");
        return record(new ProcessSampler(target, rate));
      },
      { interrupt: () => stop.abort(), guard: true },
    );
  } finally {
    progress.end();
  }
  if (profile.samples === 0) throw new Cannot(`Cannot record process ${pid}: no samples came: its main thread is in native code`);
  return profile;
}

/** How far back the newest samples of a service are looked for. Nanoseconds. */
const RECENT = 3_600_000_000_000n;

/** The newest samples that the instances of a service have sent. */
async function recordService(service: string, options: RecordOptions): Promise<Profile> {
  const what = `record service "${service}"`;
  const now = nanosOfMillis(Date.now());
  const newest = await ask(options, what, (client) => client.top({ service, start: String(now - RECENT), limit: 1 }));
  if (newest.newestSampleUnixNano === null)
    throw new Cannot(`Cannot ${what}: ${newest.notes[0]?.message ?? "it has sent no stack samples in the last hour"}`);
  const to = BigInt(newest.newestSampleUnixNano) + 1n;
  const graph = await serviceSamples(options, what, service, { from: to - BigInt(Math.round(options.duration * NANOS_PER_SECOND)), to });
  return profileOf(graph, service);
}

/** Said before the recording, not after it. @throws Cannot */
function checkWritable(file: string): void {
  const path = resolve(file);
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error("it is a directory");
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "its directory does not exist" : code === "EACCES" ? "permission denied" : message;
    throw new Cannot(`Cannot write "${file}": ${why}`);
  }
}
