import { flamegraphRoute } from "../router.tsx";
import { FlameGraphView } from "./FlameGraphView.tsx";
import { isSelected } from "./selection.ts";

/** The flame graph of a selection. */
export function FlamegraphPage() {
  const selection = flamegraphRoute.useSearch();
  return (
    <>
      <h1>Flame graph</h1>
      {isSelected(selection) ? <FlameGraphView selection={selection} height={480} /> : <p>Nothing is selected.</p>}
    </>
  );
}
