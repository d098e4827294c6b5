import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { onlyGet } from "./serve.ts";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";

/** Answers may gain fields: a client that is generated from the description must not refuse them. */
const OPEN = {
  override: ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }) => {
    if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  },
};

/** Describes every route that is registered after it, at `/openapi.json`. */
export async function openapi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Throughline query API",
        version,
        description:
          "Finds everything that one user action did: spans and log lines of every service. Times are nanoseconds as decimal strings, IDs lowercase hex.",
        license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
      },
      components: {
        securitySchemes: {
          token: {
            type: "http",
            scheme: "bearer",
            description: "One of `THROUGHLINE_QUERY_TOKEN`, where it is set. A token may be for `read` or `metrics` alone",
          },
        },
      },
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: OPEN }),
    transformObject: (document) =>
      withRetryAfter(withoutInputs(createJsonSchemaTransformObject({ zodToJsonConfig: OPEN })(document) as Document)) as never,
  });
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  onlyGet(app, "/openapi.json");
}

interface Response {
  headers?: Record<string, unknown>;
}

interface Document {
  components?: { schemas?: Record<string, unknown> };
  paths?: Record<string, Record<string, { responses?: Record<string, Response> }>>;
}

/** Says of answers that a client may come back to when: 503 of `/ready` is none of them. */
function withRetryAfter(document: Document): Document {
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path)))
    if (operation.responses?.["429"])
      for (const status of ["429", "503"])
        Object.assign(operation.responses[status] ?? {}, {
          headers: { "Retry-After": { description: "Seconds after which to try again", schema: { type: "integer", minimum: 1 } } },
        });
  return document;
}

/** Every shape is described twice, as what is sent and as what is answered; all of ours are answers. */
function withoutInputs(document: Document): Document {
  const schemas = Object.entries(document.components?.schemas ?? {}).filter(([name]) => !name.endsWith("Input"));
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}
