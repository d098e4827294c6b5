/** Host name of `host` or `host:port`; IPv6 addresses without their brackets. */
export function hostName(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host);
  if (bracketed) return bracketed[1] ?? "";
  const isIpv6 = host.indexOf(":") !== host.lastIndexOf(":");
  return isIpv6 ? host : host.replace(/:\d*$/, "");
}

/** Host name of a gRPC target such as `dns:///orders:50051`, `orders:50051` or `ipv4:10.0.0.7:50051`. */
export function hostNameOfGrpcTarget(target: string): string {
  return hostName(target.replace(/^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*\/|(?=\D)|(?=\d+\.))/i, ""));
}
