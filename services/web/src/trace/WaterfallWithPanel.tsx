import { useLayoutEffect, useRef, useState } from "react";
import { useViewKeys } from "../shell/use-view-keys.ts";
import { SpanPanel } from "./panel/SpanPanel.tsx";
import { Separator } from "./Separator.tsx";
import { useKeptSize } from "./use-kept-size.ts";
import { Waterfall, type WaterfallProps } from "./Waterfall.tsx";
import styles from "./trace.module.css";

const LEAST = 300;

/** A waterfall and, beside it or in a sheet below, all about the span that is selected. */
export function WaterfallWithPanel(props: Omit<WaterfallProps, "aside">) {
  const { forest, logs, blocks, view, onView } = props;
  const node = view.span === undefined ? undefined : forest.byId.get(view.span);
  const [size, setSize] = useKeptSize("throughline.panel", 440);
  const room = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(260);
  useLayoutEffect(() => {
    // The rows' room ends with the window, whatever stands above them.
    setAbove((room.current as HTMLDivElement).getBoundingClientRect().top + scrollY);
  }, []);
  const close = () => {
    room.current?.querySelector<HTMLElement>("[role=row][tabindex='0']")?.focus({ preventScroll: true });
    onView({ span: undefined });
  };
  useViewKeys({
    Escape: () => {
      if (node && !document.querySelector(":popover-open")) close();
    },
  });
  const aside = node && (
    <>
      <div className={styles.border}>
        <Separator label="Width of the details" size={size} least={LEAST} most={900} onSize={setSize} towards="left" />
      </div>
      <aside key={view.span} className={styles.aside} aria-label="Details of the span">
        <SpanPanel node={node} forest={forest} logs={logs} blocks={blocks} onSpan={(span) => onView({ span }, true)} onClose={close} />
      </aside>
    </>
  );
  return (
    <div ref={room} className={styles.both} style={{ ["--panel" as string]: `${size}px`, ["--top" as string]: `${above}px` }}>
      <Waterfall {...props} aside={aside} />
    </div>
  );
}
