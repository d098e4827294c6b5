/** Why there is no answer, in words: Node's own are in the cause of what fetch throws. */
export function whyNot(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === "TimeoutError") return "it does not answer in time";
  const code = (error as { code?: string }).code ?? cause?.code;
  if (code === "ECONNREFUSED") return "nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no such host is known";
  if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return `its certificate is not trusted (${code})`;
  return cause?.message ?? message;
}

/** What to do where something listens that is not what was looked for, or nothing. */
export function reachAdvice(error: unknown, flag: string): string {
  return /certificate/.test(whyNot(error))
    ? "let NODE_EXTRA_CA_CERTS name a file with the certificate of who signed it"
    : `throughline up starts it; ${flag} says where it is, with https:// where it serves TLS`;
}
