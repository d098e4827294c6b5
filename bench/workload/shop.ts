import { boolAttribute, intAttribute, textAttribute } from "./attributes.ts";
import { MessageWriter } from "./message-writer.ts";
import { Random } from "./random.ts";

/** What the workload's spans and logs are about: a shop of twenty services, five processes each. */

export const SERVICES = [
  "gateway",
  "storefront",
  "catalog",
  "search",
  "cart",
  "checkout",
  "payment",
  "pricing",
  "inventory",
  "shipping",
  "account",
  "auth",
  "profile",
  "recommendation",
  "review",
  "notification",
  "mail",
  "billing",
  "fraud",
  "warehouse",
] as const;

const NOUNS = ["order", "item", "product", "customer", "basket", "voucher", "address", "invoice", "parcel", "rating"];
const VERBS = ["list", "get", "create", "update", "remove", "confirm"];
const PROCESSES = 5;

/** Numbers of OTLP's SpanKind. */
export const KIND = { internal: 1, server: 2, client: 3 } as const;

export interface Operation {
  readonly name: string;
  readonly kind: number;
  /** KeyValue fields that are the same in every span of it. */
  readonly fixed: Uint8Array;
  readonly path: string;
  readonly sql: string | undefined;
}

export interface Service {
  readonly name: string;
  readonly servers: readonly Operation[];
  readonly clients: readonly Operation[];
  readonly statements: readonly Operation[];
  readonly internals: readonly Operation[];
  /** Resource messages, one a process. */
  readonly processes: readonly Uint8Array[];
}

/** Attributes of a span are its field 9. */
export const SPAN_ATTRIBUTES = 9;

/** The shop; the same for the same seed. About 580 operations, 100 resources of 12 attributes. */
export function shop(seed: number): readonly Service[] {
  const random = new Random(seed);
  return SERVICES.map((name) => ({
    name,
    servers: Array.from({ length: 9 }, (_, index) => server(name, index)),
    clients: Array.from({ length: 6 }, (_, index) => client(random, index)),
    statements: Array.from({ length: 8 }, (_, index) => statement(name, index)),
    internals: Array.from({ length: 10 }, (_, index) => internal(name, index)),
    processes: Array.from({ length: PROCESSES }, (_, index) => resource(random, name, index)),
  }));
}

function server(service: string, index: number): Operation {
  const noun = NOUNS[(index * 3 + service.length) % NOUNS.length] as string;
  const method = ["GET", "POST", "PUT", "DELETE"][index % 4] as string;
  const path = `/api/v1/${service}/${noun}s`;
  const route = index % 3 === 0 ? path : `${path}/{${noun}Id}`;
  return operation(`${method} ${route}`, KIND.server, path, undefined, (writer) => {
    textAttribute(writer, SPAN_ATTRIBUTES, "http.request.method", method);
    textAttribute(writer, SPAN_ATTRIBUTES, "http.route", route);
    textAttribute(writer, SPAN_ATTRIBUTES, "server.address", `${service}.shop`);
    textAttribute(writer, SPAN_ATTRIBUTES, "network.protocol.version", index % 2 ? "1.1" : "2");
    intAttribute(writer, SPAN_ATTRIBUTES, "server.port", 8080);
  });
}

function client(random: Random, index: number): Operation {
  const target = random.pick(SERVICES);
  const noun = NOUNS[(index * 7 + target.length) % NOUNS.length] as string;
  const method = ["GET", "POST"][index % 2] as string;
  return operation(`${method} ${target}`, KIND.client, `/api/v1/${target}/${noun}s`, undefined, (writer) => {
    textAttribute(writer, SPAN_ATTRIBUTES, "http.request.method", method);
    textAttribute(writer, SPAN_ATTRIBUTES, "server.address", `${target}.shop`);
    textAttribute(writer, SPAN_ATTRIBUTES, "network.protocol.version", "1.1");
    textAttribute(writer, SPAN_ATTRIBUTES, "peer.service", target);
    intAttribute(writer, SPAN_ATTRIBUTES, "server.port", 8080);
  });
}

function statement(service: string, index: number): Operation {
  const table = `${NOUNS[(index + service.length) % NOUNS.length]}s`;
  const verb = ["SELECT", "INSERT", "UPDATE"][index % 3] as string;
  const sql = {
    SELECT: `SELECT id, state, total_cents FROM ${table} WHERE customer_id = $1 AND id = `,
    INSERT: `INSERT INTO ${table} (customer_id, state, total_cents) VALUES ($1, $2, $3) RETURNING `,
    UPDATE: `UPDATE ${table} SET state = $1, updated_at = now() WHERE customer_id = $2 AND version = `,
  }[verb];
  return operation(`${verb} ${service}.${table}`, KIND.client, "", sql, (writer) => {
    textAttribute(writer, SPAN_ATTRIBUTES, "db.system.name", "postgresql");
    textAttribute(writer, SPAN_ATTRIBUTES, "db.namespace", service);
    textAttribute(writer, SPAN_ATTRIBUTES, "db.operation.name", verb);
    textAttribute(writer, SPAN_ATTRIBUTES, "db.collection.name", table);
    textAttribute(writer, SPAN_ATTRIBUTES, "server.address", `${service}-db.shop`);
    intAttribute(writer, SPAN_ATTRIBUTES, "server.port", 5432);
  });
}

function internal(service: string, index: number): Operation {
  const verb = VERBS[index % VERBS.length] as string;
  const noun = NOUNS[(index * 3 + service.length) % NOUNS.length] as string;
  return operation(`${service}.${verb}_${noun}`, KIND.internal, "", undefined, (writer) => {
    textAttribute(writer, SPAN_ATTRIBUTES, "code.function.name", `${verb}_${noun}`);
    textAttribute(writer, SPAN_ATTRIBUTES, "code.file.path", `/srv/${service}/src/handlers/${noun}.js`);
    intAttribute(writer, SPAN_ATTRIBUTES, "code.line.number", 40 + index * 17);
    boolAttribute(writer, SPAN_ATTRIBUTES, "app.cached", index % 2 === 0);
  });
}

function operation(name: string, kind: number, path: string, sql: string | undefined, write: (writer: MessageWriter) => void): Operation {
  const writer = new MessageWriter(1024);
  write(writer);
  return { name, kind, fixed: writer.finish(), path, sql };
}

function resource(random: Random, service: string, index: number): Uint8Array {
  const writer = new MessageWriter(2048);
  const hex = () => random.uint32().toString(16).padStart(8, "0");
  const attribute = (key: string, value: string) => textAttribute(writer, 1, key, value);
  attribute("service.name", service);
  attribute("service.namespace", "shop");
  attribute("service.version", `1.${service.length}.${index}`);
  attribute("service.instance.id", `${hex()}-${hex().slice(4)}-4${hex().slice(5)}-a${hex().slice(5)}-${hex()}${hex().slice(4)}`);
  attribute("deployment.environment.name", "production");
  attribute("host.name", `node-${(index * 7 + service.length) % 12}.shop`);
  attribute("k8s.pod.name", `${service}-${hex()}-${hex().slice(3)}`);
  attribute("k8s.namespace.name", "shop");
  attribute("telemetry.sdk.language", "nodejs");
  attribute("telemetry.sdk.name", "opentelemetry");
  attribute("telemetry.sdk.version", "2.1.0");
  intAttribute(writer, 1, "process.pid", 1000 + random.below(30_000));
  return writer.finish();
}
