import { expect, test } from "@jest/globals";
import { curlExample, otlpEndpoint } from "./first-span.ts";

test("the command sends one span to this host, in OTLP/JSON", () => {
  const endpoint = otlpEndpoint({ protocol: "http:", hostname: "10.0.0.7" });
  const command = curlExample(endpoint, 1795653559521000000n, "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
  expect(command).toMatch(/^curl http:\/\/10\.0\.0\.7:4318\/v1\/traces -H 'content-type: application\/json' -d '[^']+'$/);
  const { resourceSpans } = JSON.parse(/-d '(.+)'$/.exec(command)?.[1] ?? "") as { resourceSpans: { scopeSpans: { spans: object[] }[] }[] };
  expect(resourceSpans[0]?.scopeSpans[0]?.spans[0]).toMatchObject({ endTimeUnixNano: "1795653559521000000" });
});
