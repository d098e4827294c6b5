import { parseTraceQL } from "@throughline/query";
import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { type ForeignAsked, serveForeign } from "../foreign/serve.ts";
import { HttpError } from "../http-error.ts";
import { attributeValuesOf } from "../routes/attributes.ts";
import { askedOf } from "./tags-asked.ts";

const END = "/values";

/** `/api/search/tag/{tag}/values` and `/api/v2/search/tag/{tag}/values`: the most frequent first; the second version tells their types. */
export function tagValuesRoutes(app: FastifyInstance, context: Context): void {
  // The name of a tag may have slashes, which not every client encodes.
  serveForeign(app, context, "/search/tag/*", async (asked) => ({
    tagValues: [...new Set((await valuesOf(asked, context)).map(({ value }) => value))],
  }));

  serveForeign(app, context, "/v2/search/tag/*", async (asked) => ({
    tagValues: (await valuesOf(asked, context)).map(({ type, value }) => ({ type, value })),
  }));
}

async function valuesOf({ params: { "*": path = "" }, query, run }: ForeignAsked, context: Context) {
  if (!path.endsWith(END) || path === END) throw new HttpError(404, "not_found", `There is nothing at …/search/tag/${path}`);
  const { scopes, key } = placeOf(path.slice(0, -END.length));
  const { values } = await attributeValuesOf(run, scopes, key, askedOf(query, context));
  return values;
}

interface TagPlace {
  readonly scopes: readonly ("span" | "resource" | "event" | "link" | "instrumentation" | "intrinsic")[];
  readonly key: string;
}

/** A tag is a field of TraceQL. One that is none is an attribute without a scope, as the first version names them. */
function placeOf(tag: string): TagPlace {
  const anywhere: TagPlace = { scopes: ["span", "resource"], key: tag };
  try {
    const { expression } = parseTraceQL(`{ ${tag} != nil }`);
    if (expression.type !== "spanset-filter" || expression.condition?.type !== "comparison") return anywhere;
    const { left } = expression.condition;
    if (left.type === "intrinsic") return { scopes: ["intrinsic"], key: left.name };
    if (left.type !== "attribute" || left.ofParent) return anywhere;
    return { scopes: left.scope === "any" ? anywhere.scopes : [left.scope], key: left.key };
  } catch {
    return anywhere;
  }
}
