import { type Command, Option } from "commander";

/** Flags of every command that asks the query API. */
export interface ApiFlags {
  readonly url?: string;
}

/** Of `throughline up`. */
export const DEFAULT_URL = "http://127.0.0.1:3200";

/** Adds the flags that say where the query API is. */
export function withApiFlags(command: Command): Command {
  return command.option(
    "-u, --url <url>",
    `where the query API is (default: ${DEFAULT_URL}) [THROUGHLINE_URL]; its token: [THROUGHLINE_QUERY_TOKEN]`,
  );
}

/** Takes `--url` before the name of a command, too, for those that have it. */
export function takeUrlBefore(program: Command): void {
  program.enablePositionalOptions().addOption(new Option("-u, --url <url>").hideHelp());
  program.hook("preAction", (_program, command) => {
    const { url } = program.opts<ApiFlags>();
    if (url === undefined) return;
    if (command.options.every((option) => option.attributeName() !== "url")) command.error("error: unknown option '--url'");
    if (command.getOptionValue("url") === undefined) command.setOptionValue("url", url);
  });
}
