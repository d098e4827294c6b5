/** What runs on an encoding thread. */
import { move } from "piscina";
import type { SignalName } from "../signal.ts";
import { type AcceptedRequest, type EncodedBatch, Encoder } from "./encoder.ts";
import { ResourceRegistry } from "./resources.ts";

const encoder = new Encoder(new ResourceRegistry());

export default function encode({ signal, requests }: { signal: SignalName; requests: readonly AcceptedRequest[] }): EncodedBatch {
  const { rows, blocks, resources } = encoder.encode(signal, requests);
  return { rows, blocks: blocks.map(moved), resources: resources.map(moved) };
}

/** Hands the bytes over without a copy. */
function moved(bytes: Uint8Array): Uint8Array {
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  return move(own) as unknown as Uint8Array;
}
