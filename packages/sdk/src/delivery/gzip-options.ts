import { constants, type ZlibOptions } from "node:zlib";

/** The fastest level: telemetry repeats itself so much that the others win little for several times the CPU. */
export const GZIP_OPTIONS: ZlibOptions = { level: constants.Z_BEST_SPEED };
