import { lazy, Suspense } from "react";
import { Loading } from "../../parts/Loading.tsx";
import type { SpanNode } from "../forest.ts";

const HEIGHT = 220;
const FlameGraphView = lazy(async () => ({ default: (await import("../../flamegraph/FlameGraphView.tsx")).FlameGraphView }));

/** What ran on the thread while the span ran. */
export function SpanFlame({ node: { span } }: { node: SpanNode }) {
  return (
    <section>
      <h3>Flame graph</h3>
      <Suspense fallback={<Loading what="the flame graph" height={HEIGHT} />}>
        <FlameGraphView selection={{ traceId: span.traceId, spanId: span.spanId }} height={HEIGHT} />
      </Suspense>
    </section>
  );
}
