import type { Query } from "@throughline/traceql";

/** How many exemplars the hint `exemplars` asks for, at most `most`; without it `usual`. */
export function exemplarsOf({ hints }: Query, usual: number, most: number): number {
  const value = hints.find(({ name }) => name === "exemplars")?.value;
  if (value?.type === "int") return Math.max(0, Math.min(Number(value.value), most));
  if (value?.type === "bool") return value.value ? usual || most : 0;
  return usual;
}
