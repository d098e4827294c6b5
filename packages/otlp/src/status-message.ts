import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/**
 * google.rpc.Status as protobuf: the body of OTLP/HTTP errors and gRPC's `grpc-status-details-bin`. With `retryAfterMs` it carries
 * google.rpc.RetryInfo.
 */
export function statusMessage(code: number, message: string, retryAfterMs?: number): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(code).tag(2, WireType.LengthDelimited).string(message);
  if (retryAfterMs !== undefined) {
    writer.tag(3, WireType.LengthDelimited).fork(); // details: google.protobuf.Any
    writer.tag(1, WireType.LengthDelimited).string("type.googleapis.com/google.rpc.RetryInfo");
    writer.tag(2, WireType.LengthDelimited).fork(); // RetryInfo
    writer.tag(1, WireType.LengthDelimited).fork(); // retry_delay: Duration
    writer.tag(1, WireType.Varint).int64(Math.floor(retryAfterMs / 1000));
    writer.tag(2, WireType.Varint).int32((retryAfterMs % 1000) * 1_000_000);
    writer.join().join().join();
  }
  return writer.finish();
}
