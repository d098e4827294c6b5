import { afterAll, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "./lifecycle.ts";
import { asFlag, asHttpUrl, asIdentifier, asPort, isLoopback, Settings } from "./settings.ts";

const dir = mkdtempSync(join(tmpdir(), "throughline-settings-"));
afterAll(() => rmSync(dir, { recursive: true }));

/** Settings whose secret is in a file with that text. */
function inFile(text: string): Settings {
  const path = join(dir, "secret");
  writeFileSync(path, text);
  return Settings.fromEnvironment({ NAME_FILE: path });
}

const read = (text: string) => Settings.fromEnvironment({ NAME: text });

test("a setting that cannot be used is named with its text and what is accepted", () => {
  expect(() => read("70000").get("NAME", asPort, "1")).toThrow(
    new StartError('Cannot use NAME "70000": expected a port from 0 to 65535, 0 for any free one'),
  );
});

test("a password in a URL is refused and not shown", () => {
  expect(() => read("http://user:secret@db").get("NAME", asHttpUrl)).toThrow(/Cannot use NAME "http:\/\/…@db": give user and password in/);
});

test.each([
  ["http://ch1:8123,http://app:hunter2@ch2:8123,http://app:hunter3@ch3:8123", "http://…@ch3:8123"],
  ["http://app:hun/ter2@ch1:8123", "http://…@ch1:8123"],
  ["http://app:hun@ter2@ch1:8123, http://ch2", "http://…@ch1:8123, http://ch2"],
  ["http://app:hun,ter2@ch1:8123", "http://…@ch1:8123"],
  ["http://ch1,https://hunter2@ch2", "http://…@ch2"],
  ["app:hunter2@ch1:8123", "…@ch1:8123"],
  ["tcp://app:hunter2@ch1", "…@ch1"],
  ["http:/ch1", "http:/ch1"],
  ["@secrets", "@secrets"],
])("no password of several URLs is shown, whatever signs it has: %s", (text, shown) => {
  const refuse = () => {
    throw new Error("no");
  };
  expect(() => read(text).get("NAME", refuse)).toThrow(new StartError(`Cannot use NAME "${shown}": no`));
});

test("a flag wins over its variable, and messages name the flag", () => {
  const settings = read("1");
  settings.set("NAME", "--name", "x");
  expect(() => settings.get("NAME", asPort, "1")).toThrow(/Cannot use --name "x"/);
});

test("a setting that is missing or empty takes its default", () => {
  expect(Settings.fromEnvironment({}).get("NAME", asPort, "7")).toBe(7);
  expect(read("").get("NAME", asPort, "7")).toBe(7);
  expect(read("").get("NAME", asPort)).toBeUndefined();
});

test.each([
  [asPort, "0", true],
  [asPort, "65535", true],
  [asPort, "-1", false],
  [asPort, "8o", false],
  [asFlag, "1", true],
  [asFlag, "yes", false],
  [asHttpUrl, "http://db:8123", true],
  [asHttpUrl, "db:8123", false],
  [asHttpUrl, "http://user:secret@db", false],
  [asIdentifier, "throughline_2", true],
  [asIdentifier, "a b; DROP", false],
] as const)("%p takes %s: %p", (parse, text, accepted) => {
  const attempt = () => read(text).get<unknown>("NAME", parse);
  if (accepted) expect(attempt()).toBeDefined();
  else expect(attempt).toThrow(StartError);
});

test("secrets() splits tokens for rotation", () => {
  expect(read("a, b,,c").secrets("NAME")).toEqual(["a", "b", "c"]);
});

test("a password is read from the file that its variable with _FILE names, without the line break at its end", () => {
  expect(inFile(" pass,word \n").password("NAME")).toBe(" pass,word ");
  expect(inFile("p\r\n").password("NAME")).toBe("p");
});

test("secrets() reads tokens from a file, by lines or commas", () => {
  expect(inFile("old\nread:new, metrics:other\n").secrets("NAME")).toEqual(["old", "read:new", "metrics:other"]);
});

test("a secret in a file that is missing, empty or far too large is refused by the file's name, never by what is in it", () => {
  const missing = Settings.fromEnvironment({ NAME_FILE: join(dir, "missing") });
  expect(() => missing.password("NAME")).toThrow(new RegExp(`^Cannot read the file "${join(dir, "missing")}" of NAME_FILE: ENOENT`));
  expect(() => missing.secrets("NAME")).toThrow(StartError);
  expect(() => inFile("\n").secrets("NAME")).toThrow(
    new StartError(`Cannot use the file "${join(dir, "secret")}" of NAME_FILE: it is empty`),
  );
  expect(() => inFile("hunter2".repeat(10_000)).password("NAME")).toThrow(/^(?!.*hunter2).*it has more than 65536 bytes$/s);
});

test("a secret that stands in both its variable and a file is refused", () => {
  const both = Settings.fromEnvironment({ NAME: "hunter2", NAME_FILE: join(dir, "secret") });
  expect(() => both.password("NAME")).toThrow(new StartError("Cannot use both NAME and NAME_FILE: set one of them"));
});

test("isLoopback() knows the addresses that only this machine reaches", () => {
  expect(["127.0.0.1", "127.1.2.3", "::1", "localhost"].map(isLoopback)).toEqual([true, true, true, true]);
  expect(["0.0.0.0", "::", "10.0.0.1", "example.com"].map(isLoopback)).toEqual([false, false, false, false]);
});

test("each() reads what stands between separators, and names the one that cannot be used", () => {
  const settings = Settings.fromEnvironment({ PORTS: " 1,, 2 ", LINES: "3\n\n4,5" });
  expect(settings.each("PORTS", ",", asPort)).toEqual([1, 2]);
  expect(settings.each("NOT_SET", ",", asPort)).toEqual([]);
  expect(() => settings.each("LINES", "\n", asPort)).toThrow('Cannot use LINES "4,5": expected a port');
});
