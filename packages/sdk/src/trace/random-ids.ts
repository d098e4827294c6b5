import type { IdGenerator } from "@opentelemetry/sdk-trace";
import { randomHex8 } from "../context/random-hex.ts";

const NO_SPAN = "0".repeat(16);
const NO_TRACE = "0".repeat(32);

/** Random IDs, as OpenTelemetry's own generator makes them, in half the time. Never all zeros, which would mean none. */
export class RandomIds implements IdGenerator {
  generateTraceId(): string {
    const id = randomHex8() + randomHex8() + randomHex8() + randomHex8();
    return id === NO_TRACE ? this.generateTraceId() : id;
  }

  generateSpanId(): string {
    const id = randomHex8() + randomHex8();
    return id === NO_SPAN ? this.generateSpanId() : id;
  }
}
