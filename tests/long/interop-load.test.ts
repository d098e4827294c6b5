import { afterAll, beforeAll, expect } from "@jest/globals";
import { guideCommand } from "../kit/guide.ts";
import { startCommand, telemetrygen } from "../kit/interop/programs.ts";
import { testWith } from "../kit/test-with.ts";
import { Throughline } from "../kit/throughline.ts";

/** OpenTelemetry's generator of load, for some seconds by each door: as much is found as it says that it made. */
let throughline: Throughline;
beforeAll(async () => {
  throughline = await Throughline.start();
});
afterAll(() => throughline?.stop());

const CHILD_SPANS = 4;
const DOORS = ["gRPC", "HTTP"];

for (const door of DOORS) {
  const run = async (signal: "traces" | "logs", service: string): Promise<number> => {
    const command = guideCommand("go.md", `telemetrygen ${signal}`)
      .replace("localhost:4317", door === "gRPC" ? throughline.otlpGrpc : throughline.otlpHttp.replace("http://", ""))
      .concat(` --service ${service}`, door === "gRPC" ? "" : " --otlp-http");
    const program = startCommand(await telemetrygen(), command, {});
    expect(await program.ended()).toEqual({ code: 0, signal: null });
    await throughline.settled();
    const made = [...program.stderr.matchAll(new RegExp(`"${signal}": (\\d+)`, "g"))].map(([, count]) => Number(count));
    expect(made).toHaveLength(2);
    return made.reduce((sum, count) => sum + count, 0);
  };

  testWith("go")(`telemetrygen by ${door}: every log record is there once`, async () => {
    const service = `logs-${door}`;
    const made = await run("logs", service);
    expect(made).toBeGreaterThan(100);
    expect((await throughline.client.logHistogram({ service })).total).toBe(made);
  });

  testWith("go")(`telemetrygen by ${door}: every span is there once`, async () => {
    const service = `traces-${door}`;
    const made = await run("traces", service);
    expect(made).toBeGreaterThan(100);
    const { services } = await throughline.client.services();
    expect(services.find(({ name }) => name === service)).toEqual({ name: service, calls: made * (1 + CHILD_SPANS), errors: 0 });
    const q = `{ resource.service.name = "${service}" } | count() != ${1 + CHILD_SPANS}`;
    expect((await throughline.client.traces({ q })).traces).toEqual([]);
    const [of] = await throughline.sql<{ spans: number; ids: number }>(
      `SELECT count() AS spans, uniqExact(trace_id, span_id) AS ids FROM spans WHERE service = '${service}'`,
    );
    expect(of).toEqual({ spans: made * (1 + CHILD_SPANS), ids: made * (1 + CHILD_SPANS) });
  });
}
