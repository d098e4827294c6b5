/** Whom a call goes to, by what the caller's span says. */
export interface Peer {
  readonly kind: "database" | "messaging" | "external";
  /** The same for every call to it. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** `postgresql`, `kafka` …; null: not said. */
  readonly system: string | null;
  readonly address: string | null;
}

/** Old names of semantic conventions, too: many libraries still send them. */
const NAMES = {
  database: ["db.system.name", "db.system"],
  namespace: ["db.namespace", "db.name"],
  messaging: ["messaging.system"],
  destination: ["messaging.destination.name", "messaging.destination"],
  service: ["peer.service"],
  address: ["server.address", "net.peer.name", "network.peer.address", "net.peer.ip"],
  port: ["server.port", "net.peer.port"],
  rpc: ["rpc.system.name", "rpc.system"],
  http: ["http.request.method", "http.method"],
} as const;

/** The attributes that say whom a call goes to, and how. */
export const PEER_ATTRIBUTES: readonly string[] = Object.values(NAMES).flat();

type Attributes = Readonly<Record<string, string>>;

function first(attributes: Attributes, name: keyof typeof NAMES): string | null {
  for (const key of NAMES[name]) if (attributes[key]) return attributes[key];
  return null;
}

/** `undefined`: they do not say. */
export function peerOf(attributes: Attributes): Peer | undefined {
  const address = first(attributes, "address");
  const service = first(attributes, "service");
  const database = first(attributes, "database");
  if (database !== null) {
    const namespace = first(attributes, "namespace");
    const id = `database:${database}/${namespace ?? ""}@${address ?? service ?? ""}`;
    return { kind: "database", id, name: namespace ?? service ?? address ?? database, system: database, address };
  }
  const messaging = first(attributes, "messaging");
  const destination = first(attributes, "destination");
  if (messaging !== null || destination !== null) {
    const name = destination ?? service ?? address ?? messaging ?? "";
    return { kind: "messaging", id: `messaging:${messaging ?? ""}/${name}`, name, system: messaging, address };
  }
  const name = service ?? address;
  return name === null ? undefined : { kind: "external", id: `external:${name}`, name, system: null, address };
}

/** Where a call is sent: calls of one service to the same place reach the same service. `undefined`: not said. */
export function placeOf(attributes: Attributes): string | undefined {
  const place = ["service", "address", "port"].map((name) => first(attributes, name as keyof typeof NAMES) ?? "");
  return place.some((part) => part !== "") ? place.join("|") : undefined;
}

/** The name of the service that the caller says it called. */
export function peerServiceOf(attributes: Attributes): string | null {
  return first(attributes, "service");
}

/** How: `grpc`, `kafka`, `postgresql`, `http` …; null: not said. */
export function protocolOf(attributes: Attributes): string | null {
  const system = first(attributes, "database") ?? first(attributes, "messaging") ?? first(attributes, "rpc");
  return system ?? (first(attributes, "http") === null ? null : "http");
}
