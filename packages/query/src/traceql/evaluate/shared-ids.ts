import type { EvalSpan } from "./span.ts";

/**
 * The spans of a trace by ID. Two spans may share one, as the two sides of a call do in Zipkin: then the server's span hangs under
 * the client's, and what names the ID as its parent hangs under the server's. If they are no such pair, it hangs under the first.
 */
export class SharedIds {
  readonly #spans: readonly EvalSpan[];
  readonly #first = new Map<string, number>();
  readonly #second = new Map<string, number>();
  #isAmbiguous = false;

  constructor(spans: readonly EvalSpan[]) {
    this.#spans = spans;
    for (const [span, { spanId }] of spans.entries()) {
      if (!this.#first.has(spanId)) this.#first.set(spanId, span);
      else if (!this.#second.has(spanId)) this.#second.set(spanId, span);
      else this.#isAmbiguous = true;
    }
  }

  /** More than two spans share an ID. */
  get isAmbiguous(): boolean {
    return this.#isAmbiguous;
  }

  parentOf(span: number): number | undefined {
    const { spanId = "", parentSpanId = "" } = this.#spans[span] ?? {};
    const pair = this.#pair(spanId);
    if (pair?.server === span) return pair.client;
    if (parentSpanId === "") return undefined;
    return this.#pair(parentSpanId)?.server ?? this.#first.get(parentSpanId);
  }

  #pair(spanId: string): { readonly client: number; readonly server: number } | undefined {
    if (this.#second.size === 0) return undefined;
    const second = this.#second.get(spanId);
    const first = this.#first.get(spanId);
    if (first === undefined || second === undefined) return undefined;
    const kinds = `${this.#spans[first]?.kind} ${this.#spans[second]?.kind}`;
    if (kinds === "client server") return { client: first, server: second };
    return kinds === "server client" ? { client: second, server: first } : undefined;
  }
}
