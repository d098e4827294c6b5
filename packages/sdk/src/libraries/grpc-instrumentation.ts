import { hostNameOfGrpcTarget } from "../correlation/host-name.ts";
import { noteOutgoingRequest } from "../correlation/outgoing-request.ts";
import { contrib, type LibraryInstrumentation } from "./contrib.ts";

interface GrpcClient {
  getChannel(): { getTarget(): string };
}

/**
 * OpenTelemetry's gRPC instrumentation, noting where a call goes before it asks for the headers.
 *
 * It has no hook for that, but reads the target itself in a private method at just the right time. Without the method, calls
 * are traced all the same and the allow-list does not hold for gRPC; a test watches over it.
 */
export function grpcInstrumentation(): LibraryInstrumentation {
  const instrumentation = contrib("grpc", "GrpcInstrumentation");
  const hooked = instrumentation as unknown as { extractNetMetadata: (client: GrpcClient, span: unknown) => void };
  const readTarget = hooked.extractNetMetadata;
  hooked.extractNetMetadata = (client, span) => {
    noteOutgoingRequest({ host: hostNameOfGrpcTarget(client.getChannel().getTarget()) });
    readTarget.call(instrumentation, client, span);
  };
  return instrumentation;
}
