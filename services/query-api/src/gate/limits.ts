import { RateLimit } from "@throughline/pipeline";
import type { Limits } from "../config.ts";
import { HttpError } from "../http-error.ts";

const RETRY_AFTER = { "retry-after": "1" };

/** How often, and how often at once, clients may ask. A live tail counts as one query as long as it is open. */
export class QueryLimits {
  readonly #limits: Limits;
  readonly #rate: RateLimit | undefined;
  /** Queries that run, by client; only of those that have any. */
  readonly #byClient = new Map<string, number>();
  #running = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#rate = limits.clientQueriesPerSecond === undefined ? undefined : new RateLimit(limits.clientQueriesPerSecond, "queries");
  }

  /**
   * Counts a query of a client until what is returned is called, once.
   * @throws TooFastError, HttpError 429 where the client has too many, 503 where all together have.
   */
  enter(client: string): () => void {
    this.#rate?.take(client, 1);
    const { clientQueriesAtOnce = Infinity, queriesAtOnce } = this.#limits;
    const own = this.#byClient.get(client) ?? 0;
    if (own >= clientQueriesAtOnce)
      throw new HttpError(429, "too_many_requests", `${own} queries of this client run already: try again when one has ended`, RETRY_AFTER);
    if (this.#running >= queriesAtOnce)
      throw new HttpError(503, "unavailable", `${this.#running} queries run already: try again when one has ended`, RETRY_AFTER);
    this.#running++;
    this.#byClient.set(client, own + 1);
    return () => this.#leave(client);
  }

  #leave(client: string): void {
    this.#running--;
    const left = (this.#byClient.get(client) ?? 1) - 1;
    if (left === 0) this.#byClient.delete(client);
    else this.#byClient.set(client, left);
  }
}
