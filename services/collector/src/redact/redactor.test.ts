import { expect, test } from "@jest/globals";
import { jsonToMessage, MalformedError, type MessageName, messageToJson, validateMessage } from "@throughline/otlp";
import { Settings } from "@throughline/pipeline";
import fc from "fast-check";
import { Redactor } from "./redactor.ts";
import { redactionRules, type RedactionRules } from "./rules.ts";

const TRACES = "ExportTraceServiceRequest";
const LOGS = "ExportLogsServiceRequest";
const PROFILES = "ExportProfilesServiceRequest";

const rules = (keys: string, patterns = "") =>
  redactionRules(Settings.fromEnvironment({ THROUGHLINE_REDACT_KEYS: keys, THROUGHLINE_REDACT_PATTERNS: patterns })) as RedactionRules;
const redactorOf = (keys: string, patterns?: string) => new Redactor(rules(keys, patterns));

/** What becomes of a message, as OTLP/JSON both ways. */
function redacted(redactor: Redactor, name: MessageName, json: object): unknown {
  return messageToJson(name, redactor.redact(name, jsonToMessage(name, JSON.stringify(json))).bytes);
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const gone = (key: string) => text(key, "[redacted]");

test("a rule by key takes out a value of any type, on everything that has attributes", () => {
  const secrets = [
    text("password", "hunter2"),
    { key: "PassWord", value: { intValue: "1234" } },
    { key: "password", value: { boolValue: true } },
    { key: "password", value: { doubleValue: 1.5 } },
    { key: "password", value: { bytesValue: "c2VjcmV0" } },
    { key: "password", value: { arrayValue: { values: [{ stringValue: "a" }] } } },
    { key: "password", value: { kvlistValue: { values: [text("a", "b")] } } },
    {
      key: "outer",
      value: {
        kvlistValue: {
          values: [{ key: "inner", value: { arrayValue: { values: [{ kvlistValue: { values: [text("password", "x")] } }] } } }],
        },
      },
    },
    { key: "password", value: {} },
    { key: "password" },
    text("user", "ann"),
  ];
  const clean = [
    gone("password"),
    gone("PassWord"),
    ...Array.from({ length: 5 }, () => gone("password")),
    {
      key: "outer",
      value: {
        kvlistValue: { values: [{ key: "inner", value: { arrayValue: { values: [{ kvlistValue: { values: [gone("password")] } }] } } }] },
      },
    },
    { key: "password", value: {} },
    { key: "password" },
    text("user", "ann"),
  ];
  const traces = (attributes: object[]) => ({
    resourceSpans: [
      {
        resource: { attributes },
        scopeSpans: [
          {
            scope: { name: "s", attributes },
            spans: [{ traceId: "ab".repeat(16), name: "n", attributes, events: [{ name: "e", attributes }], links: [{ attributes }] }],
          },
        ],
      },
    ],
  });
  const logs = (attributes: object[]) => ({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { kvlistValue: { values: attributes } }, attributes }] }] }],
  });
  const redactor = redactorOf("password");
  expect(redacted(redactor, TRACES, traces(secrets))).toEqual(traces(clean));
  expect(redacted(redactor, LOGS, logs(secrets))).toEqual(logs(clean));
});

test("a rule by pattern takes its part out of every text, of bytes, and numbers that it finds as a whole", () => {
  const request = (secret: string, bytes: string, number: object) => ({
    resourceLogs: [
      {
        schemaUrl: `https://${secret}`,
        scopeLogs: [
          {
            scope: { name: `scope ${secret}`, version: secret },
            logRecords: [
              {
                severityText: secret,
                body: { arrayValue: { values: [{ stringValue: `naïve ${secret} 🧵` }, { bytesValue: bytes }] } },
                attributes: [text(`of ${secret}`, secret), { key: "card", value: number }, { key: "small", value: { intValue: "4242" } }],
                traceId: "42424242424242424242424242424242",
                eventName: secret,
              },
            ],
          },
        ],
      },
    ],
  });
  const bytes = (secret: string) => Buffer.from(`\xff${secret}\x00`, "latin1").toString("base64");
  const seen = redacted(redactorOf("", "42{2,}\n/4242(42)*/"), LOGS, request("4242", bytes("4242"), { intValue: "424242424242" }));
  expect(seen).toEqual(request("[redacted]", bytes("[redacted]"), { stringValue: "[redacted]" }));
});

test("span names, status messages, events, exceptions and trace states are texts", () => {
  const span = (secret: string) => ({
    name: `GET /reset?token=${secret}`,
    traceState: `a=${secret}`,
    status: { message: secret, code: 2 },
    events: [
      { name: secret, attributes: [text("exception.message", `no ${secret}`), text("exception.stacktrace", `Error: ${secret}\n at x`)] },
    ],
    links: [{ traceState: secret }],
  });
  expect(redacted(redactorOf("", "hunter\\d"), "Span", span("hunter2"))).toEqual(span("[redacted]"));
});

test("bytes in which nothing was found may be a text in which something is", () => {
  const attributes = [{ key: "bytes", value: { bytesValue: Buffer.from("schlüssel").toString("base64") } }, text("text", "schlüssel")];
  expect(redacted(redactorOf("", "schlüssel"), "Resource", { attributes })).toEqual({ attributes: [attributes[0], gone("text")] });
});

test("what was redacted before stays as it is, and is not counted", () => {
  const redactor = redactorOf("password", "hunter\\d");
  const message = jsonToMessage(
    "Span",
    JSON.stringify({ name: "hunter2", attributes: [text("password", "x"), text("a", "hunter3 hunter4")] }),
  );
  const once = redactor.redact("Span", message);
  expect(once.values).toBe(3);
  expect(redactor.redact("Span", once.bytes)).toEqual({ bytes: once.bytes, values: 0 });
});

test("a key that is told twice, or after its value, is a key", () => {
  const key = (name: string) => [0x0a, name.length, ...Buffer.from(name)];
  const value = [0x12, 3, 0x0a, 1, 0x78];
  for (const attribute of [
    [...value, ...key("pin")],
    [...key("pin"), ...value, ...key("other")],
    [...key("pin"), ...value, ...value],
  ]) {
    const { bytes } = redactorOf("pin").redact("Resource", Uint8Array.from([0x0a, attribute.length, ...attribute]));
    expect(Buffer.from(bytes).toString("latin1")).not.toContain("x");
    expect(Buffer.from(bytes).toString("latin1")).toContain("[redacted]");
  }
});

test("fields that are not known are left out: what they hold, numbers too, may be a text", () => {
  const unknown = [0xf8, 0x3f, 1, 0xf9, 0x3f, ...Buffer.from("a secret"), 0xfa, 0x3f, 6, ...Buffer.from("secret")];
  const name = [0x2a, 1, 0x78];
  const { bytes, values } = redactorOf("pin").redact("Span", Uint8Array.from([...unknown, ...name]));
  expect([[...bytes], values]).toEqual([name, 0]);
});

test("@secret-names leaves flags, and numbers under names in the plural: they say how many", () => {
  const attributes = [
    text("http.request.header.authorization", "Basic x"),
    { key: "user.pin", value: { intValue: "1234" } },
    { key: "pin", value: { intValue: "1234" } },
    { key: "gen_ai.usage.input_tokens", value: { intValue: "1234" } },
    { key: "tokens", value: { arrayValue: { values: [{ stringValue: "a" }] } } },
    { key: "has_password", value: { boolValue: true } },
  ];
  expect(redacted(redactorOf("@secret-names"), "Resource", { attributes })).toEqual({
    attributes: [gone("http.request.header.authorization"), attributes[1], gone("pin"), attributes[3], gone("tokens"), attributes[5]],
  });
});

test("a profile's dictionary: values of secret keys go, in place or by index, and everything else keeps its index", () => {
  const request = (secret: string, inline: object, byIndex: object, payload: string) => ({
    resourceProfiles: [
      {
        resource: { attributes: [{ value: byIndex, keyStrindex: 1 }] },
        scopeProfiles: [{ profiles: [{ originalPayloadFormat: "pprof", ...(payload && { originalPayload: payload }) }] }],
      },
    ],
    dictionary: {
      stringTable: ["", "password", secret, "main", `call ${secret === "[redacted]" ? secret : "hunter9"}`],
      attributeTable: [{}, { keyStrindex: 1, value: inline }, { keyStrindex: 3, value: { stringValue: "kept" } }],
    },
  });
  const before = request("plain text", { arrayValue: { values: [{ stringValueStrindex: 2 }] } }, { stringValueStrindex: 2 }, "c2VjcmV0");
  const out = { stringValue: "[redacted]" };
  const after = request("[redacted]", out, out, Buffer.from("[redacted]").toString("base64"));
  expect(redacted(redactorOf("password", "hunter\\d"), PROFILES, before)).toEqual(after);
});

/** Any request, decoded and then redacted: what the bytes must say, to the byte. */
const TEXTS = new Set([
  "key",
  "stringValue",
  "name",
  "version",
  "traceState",
  "message",
  "schemaUrl",
  "severityText",
  "eventName",
  "stringTable",
]);
const REFERENCE = /s3cret\d/g;

function reference(value: unknown, field = ""): unknown {
  if (typeof value === "string") return TEXTS.has(field) ? value.replace(REFERENCE, "[redacted]") : value;
  if (Array.isArray(value)) return value.map((item) => reference(item, field));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    const secret = name === "value" && /^(?:pin|.*token)$/i.test((value as { key?: string }).key ?? "");
    return [name, secret && Object.keys(inner as object).length > 0 ? { stringValue: "[redacted]" } : reference(inner, name)];
  });
  return Object.fromEntries(entries);
}

const texts = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("s3cret1", "a s3cret2 and s3cret3", "[redacted]", "ü".repeat(70), `${"long ".repeat(40)}s3cret4`),
);
const keys = fc.oneof(fc.constantFrom("pin", "PIN", "auth.token", "tokens", "s3cret5"), fc.string({ minLength: 1 }));
const { anyValue } = fc.letrec<{ anyValue: object; keyValues: object[] }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    texts.map((stringValue) => ({ stringValue })),
    fc.constant({}),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.maxSafeInteger().map((number) => ({ intValue: String(number) })),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((doubleValue) => ({ doubleValue })),
    fc.array(tie("anyValue"), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    tie("keyValues").map((values) => ({ kvlistValue: { values } })),
  ),
  keyValues: fc.array(fc.record({ key: keys, value: tie("anyValue") }), { maxLength: 4 }),
}));
const attributes = fc.array(fc.record({ key: keys, value: anyValue }), { maxLength: 5 });
const record = fc.record({ name: texts, attributes });
const traces = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({ attributes }),
      scopeSpans: fc.array(
        fc.record({
          scope: fc.record({ name: texts, version: texts, attributes }),
          spans: fc.array(
            fc.record({
              traceState: texts,
              name: texts,
              attributes,
              events: fc.array(record, { maxLength: 2 }),
              links: fc.array(fc.record({ traceState: texts, attributes }), { maxLength: 2 }),
              status: fc.record({ message: texts }),
            }),
            { maxLength: 3 },
          ),
          schemaUrl: texts,
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});
const logs = fc.record({
  resourceLogs: fc.array(
    fc.record({
      scopeLogs: fc.array(
        fc.record({
          logRecords: fc.array(fc.record({ severityText: texts, body: anyValue, attributes, eventName: texts }), { maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});

test.each([
  [TRACES, traces as fc.Arbitrary<object>],
  [LOGS, logs],
] as const)("%s redacted is, byte by byte, what it is when it is decoded, redacted and encoded again", (name, requests) => {
  const redactor = redactorOf("pin,*token", "s3cret\\d");
  const blind = redactorOf("nobody has this key", "nor this text");
  fc.assert(
    fc.property(requests, (request) => {
      const bytes = jsonToMessage(name, JSON.stringify(request));
      const expected = jsonToMessage(name, JSON.stringify(reference(request)));
      expect(Buffer.from(redactor.redact(name, bytes).bytes).toString("latin1")).toBe(Buffer.from(expected).toString("latin1"));
      expect(blind.redact(name, bytes).bytes).toBe(bytes);
    }),
    { numRuns: 300 },
  );
});

const index = fc.nat(7);
const { tableValue } = fc.letrec<{ tableValue: object; tableAttributes: object[] }>((tie) => ({
  tableValue: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ stringValueStrindex: index }),
    fc.record({ stringValue: texts }),
    fc.array(tie("tableValue"), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    tie("tableAttributes").map((values) => ({ kvlistValue: { values } })),
  ),
  tableAttributes: fc.array(
    fc.oneof(fc.record({ key: keys, value: tie("tableValue") }), fc.record({ value: tie("tableValue"), keyStrindex: index })),
    { maxLength: 3 },
  ),
}));
const profiles = fc.record({
  resourceProfiles: fc.array(
    fc.record({ resource: fc.record({ attributes: fc.array(fc.record({ value: tableValue, keyStrindex: index }), { maxLength: 3 }) }) }),
    { maxLength: 2 },
  ),
  dictionary: fc.record({
    stringTable: fc.array(fc.oneof(texts, keys), { minLength: 4, maxLength: 7 }),
    attributeTable: fc.array(fc.record({ keyStrindex: index, value: tableValue, unitStrindex: index }), { maxLength: 4 }),
  }),
});

test("profiles redacted are, byte by byte, what they are when their texts are put in place first", () => {
  const redactor = redactorOf("pin,*token", "s3cret\\d");
  fc.assert(
    fc.property(profiles, (request) => {
      const { stringTable } = request.dictionary;
      const secret = new Set<number>();
      /** With the keys of secrets told in place, as the reference wants them; notes whose values are in the table. */
      const resolved = (value: unknown, within: boolean): unknown => {
        if (Array.isArray(value)) return value.map((item) => resolved(item, within));
        if (typeof value !== "object" || value === null) return value;
        const { key, keyStrindex, stringValueStrindex } = value as { key?: string; keyStrindex?: number; stringValueStrindex?: number };
        if (within && stringValueStrindex !== undefined) secret.add(stringValueStrindex);
        const found = /^(?:pin|.*token)$/i.test(key ?? stringTable[keyStrindex ?? -1] ?? "");
        return Object.fromEntries(
          Object.entries(value).map(([name, inner]) => {
            const seen = resolved(inner, within || (found && name === "value"));
            return [name, found && name === "value" ? { stringValue: "[redacted]" } : seen];
          }),
        );
      };
      const { dictionary, ...rest } = resolved(request, false) as typeof request;
      const expected = reference({
        ...rest,
        dictionary: { ...dictionary, stringTable: stringTable.map((entry, at) => (secret.has(at) && entry !== "" ? "[redacted]" : entry)) },
      });
      const { bytes } = redactor.redact(PROFILES, jsonToMessage(PROFILES, JSON.stringify(request)));
      const wanted = jsonToMessage(PROFILES, JSON.stringify(expected));
      expect(Buffer.from(bytes).toString("latin1")).toBe(Buffer.from(wanted).toString("latin1"));
    }),
    { numRuns: 500 },
  );
});

test("whatever is well formed can be redacted, and is well formed then", () => {
  const redactor = redactorOf("pin,*token", "s3cret\\d");
  const mutated = fc.tuple(profiles, fc.nat(), fc.nat(255)).map(([request, place, byte]) => {
    const bytes = jsonToMessage(PROFILES, JSON.stringify(request));
    return Uint8Array.from(bytes, (before, at) => (at === place % bytes.length ? byte : before));
  });
  let wellFormed = 0;
  fc.assert(
    fc.property(mutated, (bytes) => {
      try {
        validateMessage(PROFILES, bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
        return;
      }
      wellFormed++;
      const once = redactor.redact(PROFILES, bytes).bytes;
      validateMessage(PROFILES, once);
      expect(Buffer.from(once).toString("latin1")).not.toMatch(/s3cret\d/);
    }),
    { numRuns: 2_000 },
  );
  expect(wellFormed).toBeGreaterThan(200);
});
