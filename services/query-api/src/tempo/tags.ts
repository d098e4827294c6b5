import type { ATTRIBUTE_SCOPES } from "@throughline/api";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { type ForeignAsked, serveForeign } from "../foreign/serve.ts";
import { badParameter } from "../http-error.ts";
import { attributesOf } from "../routes/attributes.ts";
import { askedOf } from "./tags-asked.ts";

type Scope = (typeof ATTRIBUTE_SCOPES)[number];

/** In the order in which Grafana's editor shows them. Log records are none of Tempo's. */
const SCOPES: readonly Scope[] = ["resource", "span", "event", "link", "instrumentation", "intrinsic"];

/** `/api/search/tags` and `/api/v2/search/tags`: keys of attributes, the most frequent first; in the second version by scope. */
export function tagsRoutes(app: FastifyInstance, context: Context): void {
  serveForeign(app, context, "/search/tags", async (asked) => {
    const scopes = await tagsOf(
      asked,
      context,
      SCOPES.filter((scope) => scope !== "intrinsic"),
    );
    return { tagNames: [...new Set(scopes.flatMap(({ tags }) => tags))] };
  });

  serveForeign(app, context, "/v2/search/tags", async (asked) => {
    const scopes = await tagsOf(asked, context, SCOPES);
    return { scopes: scopes.filter(({ tags }) => tags.length > 0) };
  });
}

async function tagsOf({ query, run }: ForeignAsked, context: Context, all: readonly Scope[]): Promise<{ name: Scope; tags: string[] }[]> {
  const named = query.text("scope");
  const scopes = named === undefined || named === "none" ? all : SCOPES.filter((scope) => scope === named);
  if (scopes.length === 0) throw badParameter("scope", `accepted are ${SCOPES.join(", ")} and none`);
  const asked = askedOf(query, context);
  return Promise.all(scopes.map(async (name) => ({ name, tags: (await attributesOf(run, name, asked)).attributes.map(({ key }) => key) })));
}
