import type { Instance, StallList } from "@throughline/api";

/** A place in the code that held event loops; whose, where they are of several services. */
export interface CulpritRow extends Readonly<Instance["blocks"]["culprits"][number]> {
  readonly service?: string;
}

/** Those of the services whose name has `part` in it, those that held them longest first. */
export function culpritRows(services: StallList["services"], part: string): CulpritRow[] {
  return services
    .filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))
    .flatMap(({ name, blocks }) => blocks.culprits.map((culprit) => ({ ...culprit, service: name })))
    .toSorted((a, b) => Number(BigInt(b.totalNano) - BigInt(a.totalNano)));
}
