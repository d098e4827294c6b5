import { useEffect } from "react";
import { plainText } from "../text/plain-text.ts";

const PRODUCT = "Throughline";

/** Names the browser's tab after what the view shows: among ten open tabs it must be found. Without a title it is the product's. */
export function useTitle(title?: string): void {
  useEffect(() => {
    document.title = title === undefined ? PRODUCT : `${plainText(title)} · ${PRODUCT}`;
    return () => {
      document.title = PRODUCT;
    };
  }, [title]);
}
