import type { FlameGraph, FlameGraphDifference } from "@throughline/api";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api/api.ts";
import { parametersOf, type Selection } from "./selection.ts";

export type FlameAnswer = FlameGraph | FlameGraphDifference;

/** The merged stacks of a selection, or what is different from its base. That there are none is an answer, too. Not asked for until `isWanted`. */
export function useFlameGraph(selection: Selection, base: Selection | undefined, type: string | undefined, isWanted = true) {
  const parameters = { ...parametersOf(selection, base, type), missing: "note" };
  return useQuery<FlameAnswer>({
    queryKey: ["flamegraph", "stacks", parameters],
    enabled: isWanted,
    queryFn: ({ signal }) => (base ? api.flamegraphDifference(parameters, signal) : api.flamegraph(parameters, signal)),
  });
}
