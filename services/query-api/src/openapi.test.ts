import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createApiClient } from "@throughline/api";
import { GatedServers } from "./testing/gated.ts";
import { examplesOf, type OpenApiDocument, openApiOf, operationsOf } from "./testing/openapi-document.ts";

const servers = new GatedServers();
let document: OpenApiDocument;

beforeAll(async () => {
  document = await openApiOf((await servers.start({})).url);
});
afterAll(() => servers.stop());

test("every operation and parameter is described, and every parameter has an example", () => {
  for (const { path, summary, parameters = [] } of operationsOf(document)) {
    expect(summary).toMatch(/\w/);
    for (const parameter of parameters) {
      const about = { path, name: parameter.name, described: parameter.description !== undefined && parameter.description !== "" };
      expect(about).toEqual({ path, name: parameter.name, described: true });
      // A cursor comes from the server: none can be made up.
      if (!parameter.name.endsWith("cursor"))
        expect({ path, name: parameter.name, examples: examplesOf(parameter) }).not.toEqual({ path, name: parameter.name, examples: [] });
    }
  }
});

test("descriptions do not name our tools", () => {
  expect(JSON.stringify(document)).not.toMatch(/\b(?:zod|fastify|ClickHouse table|SELECT|Default Response)\b/i);
});

test("every operation lists the errors that it may answer with, and says of each what it means", () => {
  for (const { path, responses, parameters = [] } of operationsOf(document)) {
    const statuses = Object.keys(responses);
    const wanted = ["200", "400", "414", "431", "500"];
    if (path === "/metrics") wanted.push("401", "403", "421");
    else if (path === "/ready") wanted.push("503");
    else if (path !== "/health") wanted.push("401", "403", "421", "429", "503");
    if (parameters.some((parameter) => parameter.in === "path") && /^\/api\/v1\/(?:traces|correlations)\//.test(path)) wanted.push("404");
    expect([path, statuses]).toEqual([path, expect.arrayContaining(wanted)]);
    for (const { description } of Object.values(responses)) expect(description).toMatch(/\w/);
    if (statuses.includes("429")) expect(responses["429"]?.headers).toHaveProperty("Retry-After");
  }
});

test("the typed client has a method for every operation, named after it, and no other", () => {
  const methods = Object.keys(createApiClient({ baseUrl: "http://localhost" }));
  const operations = operationsOf(document).map(({ operationId }) => operationId);
  expect(methods).toEqual(expect.arrayContaining(operations));
  // What a method adds to the name says in which form the answer comes, such as traceOtlp.
  for (const method of methods) expect([method, operations.some((operation) => method.startsWith(operation))]).toEqual([method, true]);
});

test("the APIs of other tools are theirs to describe", () => {
  for (const path of Object.keys(document.paths)) expect(path).not.toMatch(/^\/(?:jaeger|tempo|pyroscope)\b/);
});
