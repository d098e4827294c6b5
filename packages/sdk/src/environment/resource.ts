import { getStringListFromEnv } from "@opentelemetry/core";
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  type Resource,
  type ResourceDetector,
} from "@opentelemetry/resources";
import { ATTR_SERVICE_NAME } from "@opentelemetry/semantic-conventions";
import { warn } from "../process/warn.ts";

/** In the order of precedence: what the environment says goes before what is found. */
const DETECTORS: Readonly<Record<string, ResourceDetector>> = {
  serviceinstance: serviceInstanceIdDetector,
  process: processDetector,
  host: hostDetector,
  os: osDetector,
  env: envDetector,
};

/**
 * What this process is: `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_SERVICE_NAME`, and what the detectors of `OTEL_NODE_RESOURCE_DETECTORS` find
 * (`all` by default, `none`, or out of `serviceinstance,process,host,os,env`).
 *
 * @param name goes before the environment's
 */
export function resourceFromEnv(name: string | undefined): Resource {
  const resource = defaultResource().merge(detectResources({ detectors: detectors() }));
  return name === undefined ? resource : resource.merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: name }));
}

function detectors(): ResourceDetector[] {
  const names = getStringListFromEnv("OTEL_NODE_RESOURCE_DETECTORS") ?? [];
  if (names.includes("none")) return [];
  if (names.length === 0 || names.includes("all")) return Object.values(DETECTORS);
  return names.flatMap((name) => {
    const detector = Object.hasOwn(DETECTORS, name) ? DETECTORS[name] : undefined;
    if (detector !== undefined) return detector;
    warn(`OTEL_NODE_RESOURCE_DETECTORS: "${name}" is unknown, expected ${Object.keys(DETECTORS).join(", ")}, all or none`);
    return [];
  });
}
