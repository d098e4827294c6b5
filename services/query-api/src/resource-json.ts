import { messageToJson } from "@throughline/otlp";

/** A resource as OTLP/JSON, from the protobuf bytes that it came as. */
export function resourceJson(bytes: Uint8Array): unknown {
  return messageToJson("Resource", bytes);
}
