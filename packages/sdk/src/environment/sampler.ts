import { getNumberFromEnv, getStringFromEnv } from "@opentelemetry/core";
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler, type Sampler } from "@opentelemetry/sdk-trace";
import { warn } from "../process/warn.ts";

const SAMPLERS: Readonly<Record<string, () => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: () => new TraceIdRatioBasedSampler(ratio()),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: () => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio()) }),
};

const DEFAULT = "parentbased_always_on";

/** The sampler that `OTEL_TRACES_SAMPLER` names, with `OTEL_TRACES_SAMPLER_ARG`; `parentbased_always_on` by default. */
export function samplerFromEnv(): Sampler {
  const name = getStringFromEnv("OTEL_TRACES_SAMPLER") ?? DEFAULT;
  const make = Object.hasOwn(SAMPLERS, name) ? SAMPLERS[name] : undefined;
  if (make !== undefined) return make();
  warn(`OTEL_TRACES_SAMPLER must be one of ${Object.keys(SAMPLERS).join(", ")}, not "${name}"; ${DEFAULT} is used`);
  return new ParentBasedSampler({ root: new AlwaysOnSampler() });
}

function ratio(): number {
  const value = getNumberFromEnv("OTEL_TRACES_SAMPLER_ARG");
  if (value !== undefined && value >= 0 && value <= 1) return value;
  warn(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not "${process.env["OTEL_TRACES_SAMPLER_ARG"] ?? ""}"; 1 is used`);
  return 1;
}
