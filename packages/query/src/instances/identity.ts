import type { ResourceRow } from "../rows/resource.ts";

/** What a resource says of the process that it is of. */
export interface Identity {
  /** What tells it from other processes of its service. */
  readonly id: string;
  readonly instanceId: string | null;
  readonly host: string | null;
  readonly pid: number | null;
}

/** A pod's name says more than the host's that it sees, which is often the same. */
const HOSTS = ["k8s.pod.name", "host.name", "container.id"];

/**
 * Which process a resource is of. A process may have several resources: what takes longer to find out (`host.id`) is not yet in the first.
 * `fingerprint` tells them apart where they say nothing of a process.
 */
export function identityOf(resource: ResourceRow | undefined, fingerprint: string): Identity {
  const text = (key: string): string | null => resource?.values[resource.keys.indexOf(key)] || null;
  const instanceId = text("service.instance.id");
  const host = HOSTS.map(text).find((name) => name !== null) ?? null;
  const given = text("process.pid");
  const pid = given !== null && /^\d{1,15}$/.test(given) ? Number(given) : null;
  const id = instanceId ?? (pid === null ? null : `${host ?? ""}:${pid}`) ?? `resource:${fingerprint}`;
  return { id, instanceId, host, pid };
}
