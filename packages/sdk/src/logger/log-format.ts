import { warn } from "../process/warn.ts";

/** How lines look on stdout: for a terminal, coloured or not, or as JSON. */
export interface LogFormat {
  readonly pretty: boolean;
  readonly coloured: boolean;
}

/**
 * The format that `THROUGHLINE_LOG_FORMAT` (`pretty` or `json`) asks for; without it pretty on a terminal, except under
 * `NODE_ENV=production`. Colours are for terminals; `FORCE_COLOR` and `NO_COLOR` say otherwise, the first before the second.
 */
export function logFormat(env: NodeJS.ProcessEnv, isTerminal: boolean): LogFormat {
  return { pretty: isPretty(env, isTerminal), coloured: isColoured(env, isTerminal) };
}

function isPretty(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const wanted = (env["THROUGHLINE_LOG_FORMAT"] ?? "").trim().toLowerCase();
  if (wanted === "pretty" || wanted === "json") return wanted === "pretty";
  if (wanted !== "") warn(`THROUGHLINE_LOG_FORMAT must be pretty or json, not "${wanted}"`);
  return isTerminal && env["NODE_ENV"] !== "production";
}

function isColoured(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = env;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && !unwanted && terminal !== "dumb";
}
