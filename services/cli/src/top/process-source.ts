import type { Profile } from "@throughline/profile";
import type { Attached } from "../attach/attach.ts";
import { SourcePlaces } from "../dump/source-places.ts";
import { addSamples } from "../sampling/add-samples.ts";
import { ProcessSampler, type SampledThread } from "../sampling/process-sampler.ts";
import type { TopSource } from "./top-source.ts";
import { newProfile } from "./top-state.ts";

/** Samples of a process. Starts the sampling. */
export async function processSource(attached: Attached, rate: number): Promise<TopSource & { stop(): Promise<void> }> {
  const { pid, command } = attached.target;
  const sampler = new ProcessSampler(attached, rate);
  const places = new SourcePlaces(pid);
  await sampler.start();
  return {
    subject: { title: `Process ${pid}: ${command.join(" ")}`, rate: `${rate} samples a second` },
    about: { pid },
    isStored: false,
    async take() {
      if (sampler.isOver) return undefined;
      const threads = new Map<SampledThread, Profile>();
      for (const { thread, profile } of await sampler.take()) {
        const known = threads.get(thread) ?? newProfile();
        addSamples(known, profile, places, []);
        threads.set(thread, known);
      }
      return [...threads].map(([{ threadId, name }, profile]) => ({
        name: threadId === 0 ? "main" : `worker ${threadId} "${name}"`,
        profile,
      }));
    },
    async stop() {
      await sampler.stop();
    },
  };
}
