import type { ApiFlags } from "../read/api-flags.ts";

export interface DoctorFlags extends ApiFlags {
  readonly otlpHttp?: string;
  readonly otlpGrpc?: string;
  readonly json?: true;
}
