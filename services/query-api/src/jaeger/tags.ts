import type { Tag } from "@throughline/query";
import type { ForeignQuery } from "../foreign/query.ts";
import { badParameter } from "../http-error.ts";

/** Each costs a scan: nobody types more. */
const MOST = 20;

/**
 * The tags that a search asks for: `tags` is JSON, an object of texts; `tag` is `key:value`, any number of them.
 * @throws HttpError for what is neither.
 */
export function tagsOf(query: ForeignQuery): Tag[] {
  return bounded("tags", [...tagsOfJson("tags", query), ...query.all("tag").map(tagOfPair)]);
}

/** The tags in a parameter of JSON, which may come several times; none if it is empty. @throws HttpError for what is no object of texts. */
export function tagsOfJson(name: string, query: ForeignQuery): Tag[] {
  return bounded(
    name,
    query.all(name).flatMap((text) => tagsOfText(name, text)),
  );
}

function tagsOfText(name: string, text: string): Tag[] {
  if (text === "") return [];
  const accepted = `accepted is a JSON object of texts, such as {"http.status_code":"500"}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badParameter(name, accepted);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badParameter(name, accepted);
  return Object.entries(value).map(([key, item]) => {
    if (!["string", "number", "boolean"].includes(typeof item)) throw badParameter(name, accepted);
    return { key, value: String(item) };
  });
}

function tagOfPair(text: string): Tag {
  const colon = text.indexOf(":");
  if (colon < 1) throw badParameter("tag", `accepted is key:value, not "${text.slice(0, 100)}"`);
  return { key: text.slice(0, colon), value: text.slice(colon + 1) };
}

function bounded(name: string, tags: Tag[]): Tag[] {
  if (tags.length > MOST) throw badParameter(name, `at most ${MOST} are accepted`);
  return tags;
}
