import { type Parameters, urlOf } from "../api/api.ts";
import { paths } from "../api/paths.ts";

const FORMATS = [
  ["pprof", "pprof", "for go tool pprof"],
  ["speedscope", "speedscope", "for speedscope.app"],
  ["folded", "Folded text", "one stack a line"],
  ["svg", "SVG", "one file that zooms and searches"],
] as const;

/** Formats that can say a difference. */
const OF_DIFFERENCE: ReadonlySet<string> = new Set(["folded", "svg"]);

export interface FlameFile {
  readonly format: string;
  readonly name: string;
  readonly about: string;
  readonly url: string;
}

/** The files that a flame graph can be had as. */
export function flameFiles(parameters: Parameters, isDifference: boolean): FlameFile[] {
  return FORMATS.filter(([format]) => !isDifference || OF_DIFFERENCE.has(format)).map(([format, name, about]) => ({
    format,
    name,
    about,
    url: urlOf(paths.flamegraph, { ...parameters, format }),
  }));
}

/** Where speedscope's own page, which the query API serves, shows the flame graph. */
export function speedscopeUrl(parameters: Parameters, title: string): string {
  const profile = urlOf(paths.flamegraph, { ...parameters, format: "speedscope" });
  return `/speedscope/#profileURL=${encodeURIComponent(profile)}&title=${encodeURIComponent(title)}`;
}
