import { type RefObject, useEffect } from "react";

/** Keys of the view of logs from anywhere but a field: `j` and `k` lead to the list, `l` begins or ends live. */
export function usePageKeys(list: RefObject<HTMLDivElement | null>, onLive: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return;
      if (key === "l") onLive();
      else if ((key === "j" || key === "k") && !list.current?.contains(document.activeElement))
        list.current?.querySelector<HTMLElement>('button[data-line][tabindex="0"]')?.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [list, onLive]);
}
