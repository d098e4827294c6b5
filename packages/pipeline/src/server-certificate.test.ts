import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { ServerCertificate } from "./server-certificate.ts";

const FIXTURES = join(import.meta.dirname, "../../../tests/fixtures/tls");
const LOOK_MS = 2_000;

let folder: string;
let said: string[];
let certificate: ServerCertificate;
const files = () => ({ cert: join(folder, "cert.pem"), key: join(folder, "key.pem") });
const install = (name: "server" | "replaced", ...parts: ("cert" | "key")[]) => {
  for (const part of parts) copyFileSync(join(FIXTURES, `${name}${part === "key" ? "-key" : ""}.pem`), files()[part]);
};
const saidNow = () => said.splice(0).map((line) => line.replace(`throughline: the certificate "${files().cert}" `, "").trim());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "throughline-certificate-"));
  said = [];
  jest.useFakeTimers();
  jest.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  install("server", "cert", "key");
  certificate = new ServerCertificate(files());
});

afterEach(() => {
  certificate.close();
  jest.restoreAllMocks();
  jest.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

test("ServerCertificate says once that a file is gone, when it is still gone at the next look, and once that it is back", () => {
  rmSync(files().cert);
  jest.advanceTimersByTime(LOOK_MS);
  expect(saidNow()).toEqual([]);
  jest.advanceTimersByTime(3 * LOOK_MS);
  expect(saidNow()).toEqual([expect.stringMatching(/^cannot be used, the one before stays: ENOENT: /)]);
  install("server", "cert");
  jest.advanceTimersByTime(3 * LOOK_MS);
  expect(saidNow()).toEqual(["can be used again"]);
});

test("ServerCertificate says nothing of a replacement that it saw half-way, but that it was replaced", () => {
  const replaced: Buffer[] = [];
  certificate.onReplaced(({ cert }) => replaced.push(cert));
  install("replaced", "cert");
  jest.advanceTimersByTime(LOOK_MS);
  rmSync(files().key);
  jest.advanceTimersByTime(LOOK_MS);
  install("replaced", "key");
  jest.advanceTimersByTime(3 * LOOK_MS);
  expect(saidNow()).toEqual(["was replaced"]);
  expect(replaced).toEqual([readFileSync(join(FIXTURES, "replaced.pem"))]);
});

test("ServerCertificate knows until when the certificate in use is valid", () => {
  const first = certificate.notAfter;
  expect(new Date(first * 1_000).toISOString()).toBe("2126-11-01T21:23:07.000Z");
  install("replaced", "cert", "key");
  jest.advanceTimersByTime(LOOK_MS);
  expect(new Date(certificate.notAfter * 1_000).toISOString()).toBe("2126-11-02T03:43:50.000Z");
});
