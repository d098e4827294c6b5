import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startOtlpSink, type OtlpSink, type ReceivedSpan } from "./kit/otlp-sink.ts";
import { killSdkProcesses, REGISTER, startSdkProcess, type SdkProcess } from "./kit/sdk-process.ts";
import { until } from "./kit/until.ts";

/*
 * The same service answers the same requests twice, once with OpenTelemetry's SDK in front and once with ours: the same spans must
 * come out, but for what is listed here.
 */

/** Attributes that only ours has: the correlation ID is what Throughline is for. */
const ONLY_OURS = new Set(["correlation.id"]);

/** Where spans say who made them; ours are made by other code. */
const SCOPES = { ours: /^@throughline\/sdk/, stock: /^@opentelemetry\/instrumentation-/ };

/** Where OpenTelemetry's spans are not what its own semantic conventions say: what they should be, and are from us. */
const CORRECTIONS: readonly ((attributes: Record<string, unknown>) => void)[] = [
  // "If HTTP request method is not in the known set": fetch's spans have it always, and node:http's have what the app wrote,
  // though Node sends methods in capitals.
  (attributes) => {
    if (attributes["http.request.method"] !== "_OTHER") delete attributes["http.request.method_original"];
  },
  // "If and only if one was received/sent", and without its question mark.
  (attributes) => {
    const query = attributes["url.query"];
    if (query === "") delete attributes["url.query"];
    else if (typeof query === "string") attributes["url.query"] = query.replace(/^\?/, "");
  },
  // Query parameters with signatures "SHOULD be redacted": node:http's spans do, fetch's do not.
  (attributes) => {
    for (const key of ["url.full", "url.query"]) {
      const value = attributes[key];
      if (typeof value === "string") attributes[key] = value.replaceAll(/\b(sig|Signature)=(?!REDACTED)[^&]+/g, "$1=REDACTED");
    }
  },
  // The type of an error is its name; 23 is the code that DOM gave timeouts long ago.
  (attributes) => {
    if (attributes["error.type"] === 23) attributes["error.type"] = "TimeoutError";
  },
];

/** Nobody listens there: it is a port of old that nothing was ever given. */
const CLOSED = "127.0.0.1:3";
const SERVER = 2;
const KINDS: Readonly<Record<number, string>> = { [SERVER]: "server", 3: "client" };
const IPV6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));

/** What goes over the wire: OTLP's own fields, beside what every test reads. */
interface WireSpan extends ReceivedSpan {
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly { key: string; value: { stringValue?: string } }[] }[];
  readonly links?: readonly unknown[];
  readonly traceState?: string;
}

/** An instrumented service, and where its spans arrive. */
interface Instrumented {
  readonly sink: OtlpSink;
  readonly service: SdkProcess;
  /** Of HTTP, of HTTP over IPv6, of HTTPS. */
  readonly ports: readonly string[];
}

let backend: Server;
let backendPort: number;
let ours: Instrumented;
let stock: Instrumented;

beforeAll(async () => {
  backend = createServer(async (request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://x");
    if (path === "/hold") return void fetch(`http://127.0.0.1:${searchParams.get("tell")}/give-up`);
    if (path === "/half") return void response.writeHead(200).write("half");
    if (path === "/reset") return request.socket.destroy();
    const body = Buffer.concat(await request.toArray());
    response.writeHead({ "/missing": 404, "/broken": 500, "/moved": 302 }[path] ?? 200, { ...(path === "/moved" && { location: "/ok" }) });
    response.end(path === "/ok" ? `ok ${body.toString()}` : "");
  }).listen(0, "127.0.0.1");
  await once(backend, "listening");
  backendPort = (backend.address() as AddressInfo).port;
  [ours, stock] = await Promise.all([instrumented(REGISTER), instrumented(["--require", "./tests/fixtures/sdk-stock.cjs"])]);
});

afterAll(async () => {
  await killSdkProcesses();
  backend.close();
  backend.closeAllConnections();
  await Promise.all([ours.sink.close(), stock.sink.close()]);
});

async function instrumented(flags: readonly string[]): Promise<Instrumented> {
  const sink = await startOtlpSink();
  const service = startSdkProcess("sdk-requests.cjs", {
    flags,
    env: {
      OTEL_SERVICE_NAME: "service",
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_LOGS_EXPORTER: "none",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_BSP_SCHEDULE_DELAY: "20",
      IPV6_HOST: IPV6 ? "::1" : "127.0.0.1",
    },
  });
  return { sink, service, ports: await service.ready() };
}

/** A request as text, without its end. Names in capitals stand for what is known when it is sent: `send` has the list. */
interface Case {
  readonly is: string;
  readonly request: readonly string[];
  readonly body?: string;
  readonly over?: "http" | "ipv6" | "https";
  /** The caller hangs up as soon as this has happened. */
  readonly hangUpAfter?: "answer begins" | "request is held";
  readonly spans?: number;
}

const TRACE = "traceparent: 00-TRACE-00f067aa0ba902b7-01";

const served: readonly Case[] = [
  { is: "a plain GET", request: ["GET /ok HTTP/1.1", "host: shop.example", TRACE] },
  {
    is: "a GET with port, query and user agent",
    request: ["GET /ok?a=1&b=%20x HTTP/1.1", "host: shop.example:8080", "user-agent: curl/8.1", TRACE],
  },
  {
    is: "a query with secrets",
    request: ["GET /ok?sig=secret&a=1&AWSAccessKeyId=x&Signature=y&X-Goog-Signature=z HTTP/1.1", "host: a", TRACE],
  },
  { is: "a query that is empty", request: ["GET /ok? HTTP/1.1", "host: a", TRACE] },
  { is: "a path with two slashes", request: ["GET //ok//x?y=1 HTTP/1.1", "host: a", TRACE] },
  { is: "a path with a fragment", request: ["GET /ok#top HTTP/1.1", "host: a", TRACE] },
  {
    is: "a POST with a body",
    request: ["POST /body HTTP/1.1", "host: a", "content-type: text/plain", "content-length: 5", TRACE],
    body: "hello",
  },
  {
    is: "a chunked POST",
    request: ["POST /body HTTP/1.1", "host: a", "transfer-encoding: chunked", TRACE],
    body: "5\r\nhello\r\n0\r\n\r\n",
  },
  { is: "HEAD", request: ["HEAD /ok HTTP/1.1", "host: a", TRACE] },
  { is: "a 201", request: ["PUT /created HTTP/1.1", "host: a", TRACE] },
  { is: "a redirect", request: ["GET /moved HTTP/1.1", "host: a", TRACE] },
  { is: "a 404", request: ["GET /missing HTTP/1.1", "host: a", TRACE] },
  { is: "a 503", request: ["GET /broken HTTP/1.1", "host: a", TRACE] },
  { is: "OPTIONS *", request: ["OPTIONS * HTTP/1.1", "host: a", TRACE] },
  { is: "a method that OpenTelemetry does not know", request: ["PURGE /ok HTTP/1.1", "host: a", TRACE] },
  { is: "QUERY", request: ["QUERY /ok HTTP/1.1", "host: a", "content-length: 0", TRACE] },
  { is: "HTTP/1.0 without a host", request: ["GET /ok HTTP/1.0", TRACE] },
  { is: "an absolute request target", request: ["GET http://other.example/ok?x=1 HTTP/1.1", "host: shop.example", TRACE] },
  { is: "an IPv6 host", request: ["GET /ok HTTP/1.1", "host: [2001:db8::1]:8080", TRACE] },
  { is: "IPv6", request: ["GET /ok HTTP/1.1", "host: [::1]", TRACE], over: "ipv6" },
  { is: "https", request: ["GET /ok HTTP/1.1", "host: shop.example", TRACE], over: "https" },
  { is: "x-forwarded-for", request: ["GET /ok HTTP/1.1", "host: a", "x-forwarded-for: 203.0.113.7, 10.0.0.1", TRACE] },
  {
    is: "x-forwarded-host and -proto",
    request: [
      "GET /ok HTTP/1.1",
      "host: a",
      "x-forwarded-host: shop.example",
      "x-forwarded-proto: https",
      "x-forwarded-for: 2001:db8::1",
      TRACE,
    ],
  },
  {
    is: "forwarded",
    request: [
      "GET /ok HTTP/1.1",
      "host: a",
      'forwarded: for="[2001:db8::7]:1234";host="shop.example:444";proto=https, for=10.0.0.1',
      TRACE,
    ],
  },
  { is: "trace state and baggage", request: ["GET /ok HTTP/1.1", "host: a", "tracestate: vendor=1", "baggage: k=v", TRACE] },
  { is: "a caller that does not sample", request: ["GET /ok HTTP/1.1", "host: a", "traceparent: 00-TRACE-00f067aa0ba902b7-00"], spans: 0 },
  { is: "a handler that throws", request: ["GET /throws HTTP/1.1", "host: a", TRACE] },
  { is: "a handler that throws later", request: ["GET /throws-late HTTP/1.1", "host: a", TRACE] },
  { is: "a server that gives up", request: ["GET /gives-up HTTP/1.1", "host: a", TRACE] },
  { is: "a response that fails", request: ["GET /fails HTTP/1.1", "host: a", TRACE] },
  { is: "a caller that hangs up before the answer", request: ["GET /held HTTP/1.1", "host: a", TRACE], hangUpAfter: "request is held" },
  { is: "a caller that hangs up within the answer", request: ["GET /half HTTP/1.1", "host: a", TRACE], hangUpAfter: "answer begins" },
];

describe("the same server span as from OpenTelemetry for", () => {
  test.each(served)("$is", expectSameSpans);

  test("a caller without a trace", async () => {
    const request = ["GET /root HTTP/1.1", "host: a"];
    const [one, other] = await Promise.all(
      [ours, stock].map(async (system) => {
        await send(system, { is: "root", request }, "");
        return system.sink.spansWhere(({ attributes }) => attributes["url.path"] === "/root");
      }),
    );
    expect(compared(ours, one as WireSpan[])).toEqual(compared(stock, other as WireSpan[]));
  });
});

/** Calls that the service makes. */
const calls: readonly { is: string; call: Readonly<Record<string, string>> }[] = [
  { is: "200", call: { to: "http://BACKEND/ok" } },
  { is: "a query with secrets", call: { to: "http://BACKEND/ok?sig=secret&a=1&Signature=x" } },
  { is: "localhost", call: { to: "http://localhost:LOCALPORT/ok" } },
  { is: "POST", call: { to: "http://BACKEND/ok", method: "POST", body: "hello" } },
  { is: "a user agent", call: { to: "http://BACKEND/ok", agent: "shop/1.0" } },
  { is: "a method that OpenTelemetry does not know", call: { to: "http://BACKEND/ok", method: "PURGE" } },
  { is: "a method in lower case", call: { to: "http://BACKEND/ok", method: "get" } },
  { is: "404", call: { to: "http://BACKEND/missing" } },
  { is: "500", call: { to: "http://BACKEND/broken" } },
  { is: "a connection that is refused", call: { to: "http://CLOSED/ok" } },
  { is: "a connection that is reset", call: { to: "http://BACKEND/reset" } },
  { is: "a call that takes too long", call: { to: "http://BACKEND/hold?tell=OWNPORT", until: "timeout" } },
  { is: "a call that is given up", call: { to: "http://BACKEND/hold?tell=OWNPORT", until: "asked" } },
  { is: "an answer that is given up", call: { to: "http://BACKEND/half", until: "answer" } },
];

describe.each(["fetch", "http"])("the same client span as from OpenTelemetry, by %s, for", (by) => {
  test.each(calls)("$is", async ({ is, call }) => {
    await expectSameSpans({ is, request: [`GET /call?${parameters({ ...call, by })} HTTP/1.1`, "host: a", TRACE], spans: 2 });
  });

  test("a redirect", async () => {
    const call = parameters({ to: "http://BACKEND/moved", by });
    await expectSameSpans({ is: "a redirect", request: [`GET /call?${call} HTTP/1.1`, "host: a", TRACE], spans: by === "fetch" ? 3 : 2 });
  });
});

test("the same client and server span as from OpenTelemetry for a call to itself over https", async () => {
  const call = parameters({ to: "https://127.0.0.1:OWNTLSPORT/ok", by: "http" });
  await expectSameSpans({ is: "https", request: [`GET /call?${call} HTTP/1.1`, "host: a", TRACE], spans: 3 });
});

function parameters(given: Readonly<Record<string, string>>): string {
  return new URLSearchParams(given).toString();
}

let traces = 0;

async function expectSameSpans(given: Case): Promise<void> {
  const traceId = (++traces).toString(16).padStart(32, "c0ffee");
  const [one, other] = await Promise.all([ours, stock].map((system) => spansOf(system, given, traceId)));
  expect(compared(ours, one as WireSpan[])).toEqual(compared(stock, other as WireSpan[]));
}

/** Waits for the spans of the case, and for those of a request after it: none may be too many. */
async function spansOf(system: Instrumented, given: Case, traceId: string): Promise<WireSpan[]> {
  await send(system, given, traceId);
  const ofCase = (span: ReceivedSpan) => span.traceId === traceId;
  await system.sink.spansWhere(ofCase, given.spans ?? 1);
  const after = traceId.replace("c0ffee", "decade");
  await send(system, { is: "after", request: ["GET /after HTTP/1.1", "host: a", TRACE] }, after);
  await system.sink.spansWhere((span) => span.traceId === after);
  return system.sink.spans.filter(ofCase);
}

/** Sends a request as it stands; resolves when its connection is closed. */
async function send(
  { service, ports }: Instrumented,
  { request, body = "", over = "http", hangUpAfter }: Case,
  traceId: string,
): Promise<void> {
  const [http, ipv6, https] = ports.map(Number);
  const socket =
    over === "https"
      ? connectTls({ port: https, host: "127.0.0.1", ciphers: "aNULL:@SECLEVEL=0", maxVersion: "TLSv1.2", rejectUnauthorized: false })
      : connect(over === "ipv6" && IPV6 ? { port: ipv6 as number, host: "::1" } : { port: http as number, host: "127.0.0.1" });
  const closed = once(socket, "close");
  socket.on("error", () => {});
  const heldBefore = count(service.stdout(), "held");
  const text = [...request, "connection: close", "", body].join("\r\n");
  socket.write(
    text
      .replace("TRACE", traceId)
      .replace("BACKEND", `127.0.0.1:${backendPort}`)
      .replace("LOCALPORT", String(backendPort))
      .replace("OWNTLSPORT", String(https))
      .replace("OWNPORT", String(http))
      .replace("CLOSED", CLOSED),
  );
  if (hangUpAfter === undefined) socket.resume();
  else {
    if (hangUpAfter === "answer begins") await once(socket, "data");
    else
      await until(
        () => count(service.stdout(), "held") > heldBefore || undefined,
        () => "the request to be held",
      );
    socket.destroy();
  }
  await closed;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Spans as both sides must say them: in order, IDs by name, without what differs from run to run. */
function compared(system: Instrumented, spans: readonly WireSpan[]): unknown[] {
  const nameById = new Map(spans.map(({ spanId, kind, name }) => [spanId, `${KINDS[kind]} ${name}`]));
  const text = (value: string) =>
    system.ports.reduce((all, port, index) => all.replaceAll(port, ["<http>", "<ipv6>", "<https>"][index] as string), value);
  const value = (key: string, given: unknown, kind: number): unknown => {
    if (kind === SERVER && key === "network.peer.port") return typeof given;
    if (typeof given === "string" || (typeof given === "number" && system.ports.includes(String(given)))) return text(String(given));
    return given;
  };
  for (const span of spans) expect(span.scope).toMatch(system === ours ? SCOPES.ours : SCOPES.stock);
  return spans
    .map(({ name, kind, parentSpanId, status, attributes, events = [], links = [], traceState }) => {
      const said = Object.fromEntries(
        Object.entries(attributes)
          .filter(([key]) => !ONLY_OURS.has(key))
          .map(([key, given]) => [key, value(key, given, kind)]),
      );
      if (system === stock) for (const correct of CORRECTIONS) correct(said);
      return {
        name,
        kind: KINDS[kind],
        parent: parentSpanId === "" ? "none" : (nameById.get(parentSpanId) ?? parentSpanId),
        status: { code: status?.code ?? 0, message: text(status?.message ?? "") },
        traceState,
        links,
        attributes: said,
        // A stack goes through the instrumentation's own frames: its first line is what it is about.
        events: events.map((event) => ({
          name: event.name,
          attributes: Object.fromEntries(
            (event.attributes ?? []).map(({ key, value: { stringValue = "" } }) => [key, text(stringValue.split("\n", 1)[0] as string)]),
          ),
        })),
      };
    })
    .toSorted((a, b) => sortKey(a).localeCompare(sortKey(b)));
}

/** Spans of one trace start within the same millisecond: they are told apart by what they are. */
function sortKey({ kind, attributes }: { kind: string | undefined; attributes: Record<string, unknown> }): string {
  return `${kind} ${String(attributes["url.full"] ?? attributes["url.path"])}`;
}
