interface Retrying {
  retry?: (data: Uint8Array, timeoutMillis: number, inMillis: number) => Promise<unknown>;
  _transport?: { send(data: Uint8Array, timeoutMillis: number): Promise<unknown> };
}

/**
 * Makes an OTLP exporter wait for its retries without holding the process alive. Returns the exporter.
 *
 * There is no option for it, so this reaches for the private `RetryingTransport`; where that has changed its shape, the
 * exporter is left as it is.
 */
export function unrefRetries<E extends object>(exporter: E): E {
  const transport = (exporter as { _delegate?: { _transport?: Retrying } })._delegate?._transport;
  const inner = transport?._transport;
  if (transport?.retry === undefined || inner === undefined) return exporter;
  transport.retry = async (data, timeoutMillis, inMillis) => {
    await new Promise<void>((resolve) => void setTimeout(resolve, inMillis).unref());
    return inner.send(data, timeoutMillis);
  };
  return exporter;
}
