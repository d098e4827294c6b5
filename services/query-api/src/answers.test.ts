import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import type { QueryApi } from "./query-api.ts";
import { apiOn } from "./testing/api-on.ts";
import { examplesOf, type OpenApiDocument, openApiOf, type Operation, operationsOf, type Parameter } from "./testing/openapi-document.ts";
import { NOW, SECOND, spanId, TestStore, traceId } from "./testing/store.ts";

/** What the server really answers, on every route, is what `/openapi.json` says of it: no field more, none less. */

/** What the examples of the description ask for is stored. */
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const ACTION = "0190b3f2-7f1a-7c3e-8a77-2f6d8a1b9c01";

const store = new TestStore();
let api: QueryApi;
let document: OpenApiDocument;

beforeAll(async () => {
  await store.start();
  const correlationIds = [ACTION];
  await store.insertSpans([
    { traceId: TRACE, spanId: SPAN, time: NOW - 9n * SECOND, duration: SECOND, service: "cart", name: "GET /cart/{id}", correlationIds },
    {
      traceId: TRACE,
      spanId: spanId(2),
      parentId: SPAN,
      time: NOW - 8n * SECOND,
      service: "cart",
      kind: "client",
      status: "error",
      attributes: {
        "db.system": "postgresql",
        "server.address": "db",
        list: ["a", '{"values":[{"stringValue":"x"},{"intValue":"1"}]}'],
        big: ["i", "9007199254740993"],
      },
    },
    { traceId: traceId(2), spanId: spanId(4), time: NOW - 20n * SECOND },
    { traceId: TRACE, spanId: spanId(3), parentId: spanId(99), time: NOW - 7n * SECOND, service: "worker", kind: "consumer" },
  ]);
  await store.insertLogs([
    { traceId: TRACE, spanId: SPAN, time: NOW - 8n * SECOND, severity: 17, body: "connection reset by peer", correlationIds },
    { time: NOW - 7n * SECOND, body: "outside", correlationIds },
  ]);
  await store.insertSamples([
    { time: NOW - 8n * SECOND, stack: ["main (app.js:1)", "work (app.js:2)"], traceId: TRACE, spanId: SPAN },
    { time: NOW - 8n * SECOND, stack: ["main (app.js:1)", "rest (app.js:3)"], traceId: TRACE, spanId: SPAN },
  ]);
  api = await apiOn(store);
  document = await openApiOf(api.url);
  await askForGiven();
});
afterAll(async () => {
  await api.stop();
  await store.stop();
});

/** The description with every object closed: a field that it does not name is an error, too. Clients are told that fields may come. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isObject = "properties" in copy && copy["type"] === "object";
  return isObject && copy["additionalProperties"] === undefined ? { ...copy, additionalProperties: false } : copy;
}

const pointer = (text: string) => text.replaceAll("~", "~0").replaceAll("/", "~1");

/** What is wrong with an answer, by the description; undefined: nothing. */
class Description {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(openApi: OpenApiDocument) {
    this.#ajv.addSchema({ ...(closed(openApi) as object), $id: "openapi" });
  }

  errorsOf({ path }: { path: string }, status: number, contentType: string, body: unknown): readonly ErrorObject[] {
    const place = `paths/${pointer(path)}/get/responses/${status}/content/${pointer(contentType)}/schema`;
    const validate = this.#ajv.compile({ $ref: `openapi#/${place}` });
    return validate(body) ? [] : (validate.errors ?? []);
  }
}

/** What only the server can say: the ID of a log record, and cursors; by path and name. */
const given = new Map<string, string>();

function valuesOf(path: string, parameter: Parameter): unknown[] {
  const own = given.get(`${path} ${parameter.name}`);
  return own === undefined ? examplesOf(parameter) : [own];
}

async function askForGiven(): Promise<void> {
  const get = async (path: string) => (await (await fetch(api.url + path)).json()) as { logs: { id: string }[]; next: string };
  const { logs, next } = await get("/api/v1/logs?limit=1");
  given.set("/api/v1/logs/context id", logs[0]?.id ?? "");
  given.set("/api/v1/logs cursor", next);
  given.set("/api/v1/traces cursor", (await get("/api/v1/traces?limit=1")).next);
}

/** The least that a route wants to be asked with, and then each further parameter with each of its examples. */
function requestsOf({ path, parameters = [] }: Operation & { path: string }): string[] {
  const url = (asked: readonly (readonly [Parameter, unknown])[]) => {
    const inPath = asked.filter(([parameter]) => parameter.in === "path");
    const query = new URLSearchParams(
      asked.filter(([parameter]) => parameter.in === "query").map(([{ name }, value]): [string, string] => [name, String(value)]),
    );
    return `${inPath.reduce((text, [{ name }, value]) => text.replace(`{${name}}`, encodeURIComponent(String(value))), path)}?${query.toString()}`;
  };
  const needed = parameters.filter(({ required }) => required).map((parameter) => [parameter, valuesOf(path, parameter)[0]] as const);
  const further = parameters
    .filter(({ required }) => !required)
    .flatMap((parameter) =>
      valuesOf(path, parameter)
        .slice(0, parameter.name.startsWith("base.") ? 1 : Infinity)
        .map((value) => [parameter, value] as const),
    );
  const service = parameters.find(({ name, required }) => name === "service" && !required);
  return [
    url(needed),
    ...further.map((one) => url([...needed, one])),
    // Flame graphs and others want to know of whom: a service will do.
    ...(service ? further.filter(([{ name }]) => name !== "service").map((one) => url([...needed, [service, "cart"], one])) : []),
  ];
}

test("every route answers in the shapes of the description, whatever is asked for", async () => {
  const description = new Description(document);
  for (const operation of operationsOf(document)) {
    const seen = new Set<number>();
    for (const request of requestsOf(operation)) {
      const gone = new AbortController();
      const response = await fetch(api.url + request, { signal: gone.signal });
      seen.add(response.status);
      const contentType = response.headers.get("content-type")?.split(";")[0] ?? "";
      const described = operation.responses[response.status]?.content?.[contentType];
      expect([request, response.status]).not.toEqual([request, 500]);
      expect([request, response.status, contentType, described !== undefined]).toEqual([request, response.status, contentType, true]);
      if (contentType === "application/json")
        expect([request, description.errorsOf(operation, response.status, contentType, await response.json())]).toEqual([request, []]);
      else if (contentType !== "text/event-stream") await response.arrayBuffer();
      gone.abort();
    }
    expect([operation.path, seen.has(200)]).toEqual([operation.path, true]);
  }
});

test("errors have the shape of the description on every route", async () => {
  const description = new Description(document);
  for (const operation of operationsOf(document)) {
    const [request = ""] = requestsOf(operation);
    const response = await fetch(`${api.url}${request}&no-such-parameter=1`);
    expect([request, response.status]).toEqual([request, 400]);
    expect(description.errorsOf(operation, 400, "application/json", await response.json())).toEqual([]);
  }
});

test("a field more, a field less or a value of another type is seen", () => {
  const description = new Description(document);
  const operation = { path: "/api/v1/services" };
  const errors = (body: unknown) => description.errorsOf(operation, 200, "application/json", body).length;
  expect(errors({ services: [{ name: "cart", calls: 1, errors: 0 }], notes: [] })).toBe(0);
  expect(errors({ services: [{ name: "cart", calls: 1, errors: 0, more: 1 }], notes: [] })).toBeGreaterThan(0);
  expect(errors({ services: [{ name: "cart", calls: 1 }], notes: [] })).toBeGreaterThan(0);
  expect(errors({ services: [{ name: "cart", calls: "1", errors: 0 }], notes: [] })).toBeGreaterThan(0);
});
