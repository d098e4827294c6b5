import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Completions } from "@throughline/traceql";
import { useEffect, useState } from "react";
import { api } from "../api/api.ts";
import { recentSearches } from "./recent.ts";
import { attributesWanted, ofAttributes, ofLanguage, ofSearches, ofValues, type Suggestion, unquoted, valuesWanted } from "./suggestion.ts";

const EXAMPLES = [
  "{ status = error }",
  "{ duration > 1s && kind = server }",
  '{ resource.service.name = "cart" } >> { status = error }',
  "{ span.http.response.status_code >= 500 }",
  "service=cart timeout",
];
const PAUSE_MS = 120;
const FRESH_MS = 60_000;
const FEW = 30;

/** What can be put at the caret. `completions`: of TraceQL, undefined where something else is typed. */
export function useSuggestions(text: string, caret: number, completions: Completions | undefined, isOpen: boolean): readonly Suggestion[] {
  const written = completions ? text.slice(completions.from, caret) : "";
  const keys = completions && attributesWanted(completions, written);
  const values = completions && valuesWanted(completions);
  const paused = usePaused(keys?.begins ?? unquoted(written));
  const attributes = useQuery({
    queryKey: ["find", "attributes", keys?.scope, paused],
    queryFn: ({ signal }) => api.attributes({ scope: keys?.scope, q: paused, limit: FEW }, signal),
    enabled: isOpen && keys !== undefined,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
  const stored = useQuery({
    queryKey: ["find", "values", values?.key, values?.scope, paused],
    queryFn: ({ signal }) => api.attributeValues(values?.key ?? "", { scope: values?.scope, q: paused, limit: FEW }, signal),
    enabled: isOpen && values !== undefined,
    staleTime: FRESH_MS,
  });
  if (!isOpen) return [];
  if (!completions) return [...ofSearches(recentSearches(), text, "recent"), ...ofSearches(EXAMPLES, text, "example")];
  const language = ofLanguage(completions, text, written);
  const isValue = ({ about }: Suggestion) => about === "value";
  return [
    ...(values && stored.data ? ofValues(completions, stored.data, written) : []),
    ...language.filter(isValue),
    ...(keys && attributes.data ? ofAttributes(completions, attributes.data, written) : []),
    ...language.filter((suggestion) => !isValue(suggestion)),
  ];
}

/** The value once it has stood for a moment: not every letter is asked about. */
function usePaused(value: string): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return paused;
}
