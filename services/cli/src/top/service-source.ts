import { nanosOfMillis } from "@throughline/model";
import { Cannot } from "../cannot.ts";
import type { ApiFlags } from "../read/api-flags.ts";
import { profileOf, serviceSamples } from "../sampling/service-samples.ts";
import type { TopSource } from "./top-source.ts";

/** Instances send every ten seconds, and what they sent is there two seconds later at most. Nanoseconds. */
const LAG = 15_000_000_000n;

/**
 * Samples of a service, as its instances send them: 15 seconds after they were taken.
 * @param seconds of the first interval, which is there at once
 * @throws Cannot if there are none
 */
export async function serviceSource(service: string, seconds: number, flags: ApiFlags): Promise<TopSource> {
  const what = `show service "${service}"`;
  let from = nanosOfMillis(Date.now() - seconds * 1_000) - LAG;
  let processes = 0;
  // Now, so that a service without samples is said before anything is shown.
  const recent = await serviceSamples(flags, what, service, { from: from - 300_000_000_000n, to: from + 300_000_000_000n });
  if (recent.samples === 0)
    throw new Cannot(`Cannot ${what}: ${recent.notes[0]?.message ?? "it has sent no stack samples in the last five minutes"}`);
  return {
    get subject() {
      return { title: `Service ${service}`, rate: `Samples that ${processes} of its processes sent, 15 s ago` };
    },
    about: { service },
    isStored: true,
    async take() {
      const to = nanosOfMillis(Date.now()) - LAG;
      const graph = await serviceSamples(flags, what, service, { from, to });
      from = to;
      processes = graph.processes;
      return [{ name: service, profile: profileOf(graph, service) }];
    },
  };
}
