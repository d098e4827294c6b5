/** What runs on an encoding thread. */
import { move, transferableSymbol, valueSymbol } from "piscina";
import type { SignalName } from "@throughline/model";
import { type AcceptedRequest, type EncodedBatch, Encoder } from "./encoder.ts";
import { ResourceRegistry } from "./resources.ts";

const encoder = new Encoder(new ResourceRegistry());

export default function encode({ signal, requests }: { signal: SignalName; requests: readonly AcceptedRequest[] }): unknown {
  return handedOver(encoder.encode(signal, requests));
}

/** The bytes go to the other thread without a copy. */
function handedOver(batch: EncodedBatch): unknown {
  const buffers = [...batch.blocks, ...batch.companions.map(({ block }) => block)].map(({ buffer }) => buffer);
  return move({ [transferableSymbol]: buffers, [valueSymbol]: batch });
}
