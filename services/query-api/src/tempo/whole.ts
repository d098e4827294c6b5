import type { OtlpResourceSpans } from "../foreign/otlp-shapes.ts";

/** With a scope and a status everywhere, be they empty: Grafana looks into them without a look at whether they are there. */
export function whole({ scopeSpans = [], ...ofResource }: OtlpResourceSpans): OtlpResourceSpans {
  return {
    ...ofResource,
    scopeSpans: scopeSpans.map(({ scope = {}, spans = [], ...rest }) => ({
      scope,
      spans: spans.map((span) => ({ ...span, status: span.status ?? {} })),
      ...rest,
    })),
  };
}
