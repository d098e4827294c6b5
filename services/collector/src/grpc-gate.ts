import { Metadata, ResponderBuilder, ServerInterceptingCall, type ServerInterceptor, ServerListenerBuilder } from "@grpc/grpc-js";
import type { Tokens } from "@throughline/pipeline";
import { failureOf, UnauthenticatedError } from "./outcome.ts";

/** Lets calls with an accepted token pass; the rest are refused before their message is read. `onRefused` is told the method's path. */
export function grpcGate(tokens: Tokens, onRefused: (path: string) => void): ServerInterceptor {
  return (method, call) => {
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        if (tokens.accept(authorizationOf(metadata))) return next(metadata);
        const { grpcCode, message } = failureOf(new UnauthenticatedError());
        onRefused(method.path);
        call.sendStatus({ code: grpcCode, details: message, metadata: new Metadata() });
      })
      .build();
    return new ServerInterceptingCall(call, new ResponderBuilder().withStart((next) => next(listener)).build());
  };
}

/** The `authorization` of a call. */
export function authorizationOf(metadata: Metadata): string | undefined {
  return metadata.get("authorization")[0]?.toString();
}
