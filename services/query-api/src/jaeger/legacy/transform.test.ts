import { once } from "node:events";
import { request } from "node:http";
import { afterAll, expect, test } from "@jest/globals";
import { GatedServers } from "../../testing/gated.ts";

const servers = new GatedServers();
afterAll(() => servers.stop());

async function upload(url: string, headers: Record<string, string> = {}, body = "{}") {
  const response = await fetch(`${url}/jaeger/api/transform`, { method: "POST", body, headers });
  return { status: response.status, headers: response.headers, json: (await response.json()) as { errors: unknown } };
}

/** Begins an upload whose body never arrives. */
async function beginUpload(url: string) {
  const headers = { "content-length": "100", expect: "100-continue" };
  const begun = request(`${url}/jaeger/api/transform`, { method: "POST", headers });
  begun.flushHeaders();
  await once(begun, "continue");
  begun.on("error", () => {}); // it is given up from here
  return begun;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await isSo()); tries++) await new Promise((resolve) => void setTimeout(resolve, 10));
}

test("one upload is read at a time, until it is answered, refused or given up", async () => {
  const { url } = await servers.start({});
  const begun = await beginUpload(url);
  const { status, headers, json } = await upload(url);
  expect([status, headers.get("retry-after"), json.errors]).toEqual([503, "1", [{ code: 503, msg: expect.stringContaining("try again") }]]);
  begun.destroy();
  await until(async () => (await upload(url)).status === 200);
  for (const body of ["{}", "{", "{}"]) expect((await upload(url, {}, body)).status).toBe(body === "{" ? 400 : 200);
});

test("more than 8 MiB are refused", async () => {
  const { url } = await servers.start({});
  const fits = `{${" ".repeat(8 * 1024 ** 2 - 2)}}`;
  expect((await upload(url, {}, fits)).status).toBe(200);
  expect(await upload(url, {}, `${fits} `)).toMatchObject({ status: 413, json: { errors: [{ code: 413 }] } });
  await until(async () => (await upload(url)).status === 200);
  expect((await upload(url)).status).toBe(200);
});

test("pages of other sites may not upload unless their origin is allowed", async () => {
  const { url } = await servers.start({ corsOrigins: ["https://a.example"] });
  const from = (site: string, origin: string) => upload(url, { "sec-fetch-site": site, origin });
  expect(await from("cross-site", "https://b.example")).toMatchObject({ status: 403, json: { errors: [{ code: 403 }] } });
  expect((await from("cross-site", "null")).status).toBe(403);
  expect((await from("cross-site", "https://a.example")).status).toBe(200);
  expect((await from("same-origin", url)).status).toBe(200);
});
