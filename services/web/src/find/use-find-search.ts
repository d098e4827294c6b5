import { useCallback } from "react";
import { findRoute } from "../router.tsx";

export type FindSearch = ReturnType<typeof findRoute.useSearch>;
/** Parameters to change; one that is undefined is taken out of the URL. */
export type FindChange = { readonly [Name in keyof FindSearch]?: string | undefined };

/** What the URL says of the search, and how to say it anew. Another query or range begins with its first page. */
export function useFindSearch(): [FindSearch, (change: FindChange, replace?: boolean) => void] {
  const search = findRoute.useSearch();
  const navigate = findRoute.useNavigate();
  const change = useCallback(
    (changed: FindChange, replace = false) => {
      const isAnother = "q" in changed || "start" in changed;
      void navigate({
        search: (given) => definedOf({ ...given, ...(isAnother && { limit: undefined }), ...changed }),
        replace,
        resetScroll: isAnother,
      });
    },
    [navigate],
  );
  return [search, change];
}

function definedOf(search: FindChange): FindSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== "")) as FindSearch;
}
