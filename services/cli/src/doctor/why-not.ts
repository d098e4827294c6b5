/** What Node calls a failed connection, by fetch's cause or the error itself. */
export function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code ?? "";
}

/** What was answered to a TLS handshake was none. */
const IS_PLAIN = /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/;
const IS_CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/;

/** Why there is no answer, in words. */
export function whyNot(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { message?: string } };
  if (name === "TimeoutError") return "it does not answer in time";
  const code = codeOf(error);
  if (code === "ECONNREFUSED") return "nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no such host is known";
  if (IS_PLAIN.test(code)) return "it does not speak TLS there";
  if (code === "CERT_HAS_EXPIRED") return "its certificate has expired";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "its certificate is for another name";
  if (IS_CERTIFICATE.test(code)) return `its certificate is not trusted (${code})`;
  return cause?.message ?? message;
}

/** What to do about it, of an address that a flag gives. */
export function reachAdvice(error: unknown, flag: string): string {
  const code = codeOf(error);
  if (IS_PLAIN.test(code)) return `${flag} says where it is, with http:// where it serves no TLS`;
  if (code === "CERT_HAS_EXPIRED") return "put a new one in its place: it is used within seconds";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return `${flag} must say one of its names`;
  if (IS_CERTIFICATE.test(code)) return "let NODE_EXTRA_CA_CERTS name a file with the certificate of who signed it";
  return `throughline up starts it; ${flag} says where it is, with https:// where it serves TLS`;
}
