import type { HttpError } from "../../http-error.ts";

/** The envelope of every answer of the first generation: Grafana reads `data`, and `errors` where there is no data. */
export function legacyAnswer(data: readonly unknown[]): object {
  return { data, total: data.length, limit: 0, offset: 0, errors: null };
}

/** jaeger-ui shows the `msg` of each error. */
export function legacyError({ status, message }: HttpError): object {
  return { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: status, msg: message }] };
}
