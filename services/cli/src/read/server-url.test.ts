import { expect, test } from "@jest/globals";
import { placesOf } from "../doctor/places.ts";
import { Settings } from "@throughline/pipeline";
import { apiUrl } from "./api.ts";

const WITH_PASSWORD = ["http://user:secretpw@tl:3200", "user:secretpw@tl:3200", "http://user:secret/pw@tl:3200", "http://secretpw@tl"];

test.each(WITH_PASSWORD)("a password in the address %j is refused and not shown, wherever it comes from", (address) => {
  const settings = Settings.fromEnvironment({});
  for (const [name, ask] of Object.entries({
    "--url": () => apiUrl({ url: address }, {}),
    THROUGHLINE_URL: () => apiUrl({}, { THROUGHLINE_URL: address }),
    "--otlp-http": () => placesOf({ otlpHttp: address }, settings, {}),
    THROUGHLINE_OTLP_GRPC_URL: () => placesOf({}, settings, { THROUGHLINE_OTLP_GRPC_URL: address }),
  })) {
    expect(ask).toThrow(
      `Cannot use ${name}: expected http://HOST:PORT or https://HOST:PORT, without user and password; tokens have variables of their own`,
    );
    expect(ask).not.toThrow("secret");
  }
});

test("apiUrl() and placesOf() take other addresses as they are", () => {
  expect(apiUrl({ url: "https://tl.example.com/throughline/" })).toBe("https://tl.example.com/throughline");
  expect(placesOf({ otlpGrpc: "127.0.0.1:4317" }, Settings.fromEnvironment({}), {}).otlpGrpc.href).toBe("http://127.0.0.1:4317/");
});
