import type uPlot from "uplot";

/** Text of ticks of the axis of time, by how far they are apart in milliseconds. */
export const TIMES: uPlot.Axis.Values = [
  [86_400_000, "{YYYY}-{MM}-{DD}", null, null, null, null, null, null, 1],
  [60_000, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{YYYY}-{MM}-{DD}", null, null, null, 1],
  [1_000, "{HH}:{mm}:{ss}", "\n{YYYY}-{MM}-{DD}", null, "\n{YYYY}-{MM}-{DD}", null, null, null, 1],
  [1, "{ss}.{fff}", "\n{HH}:{mm}", null, null, null, "\n{HH}:{mm}", null, 1],
];
