import { useEffect, useState } from "react";
import type * as language from "./language.ts";

type Language = typeof language;

export async function loadLanguage(): Promise<Language> {
  return import("./language.ts");
}

/** What the box knows of TraceQL, once it has been needed and has come. */
export function useLanguage(isNeeded: boolean): Language | undefined {
  const [loaded, setLoaded] = useState<Language>();
  useEffect(() => {
    if (isNeeded) void loadLanguage().then((it) => setLoaded(it));
  }, [isNeeded]);
  return loaded;
}
