import { type FrameKind, shareText } from "@throughline/profile";
import { useMemo } from "react";
import { useTheme } from "../colour/use-theme.ts";
import { visibleText } from "./fitting-text.ts";
import styles from "./flame-legend.module.css";
import { changeColour, frameColour, largestChange } from "./frame-colour.ts";
import type { Graph } from "./graph.ts";
import { kindShares } from "./kind-shares.ts";

const NAMES: Readonly<Record<FrameKind, string>> = {
  own: "own code",
  dependency: "other packages",
  node: "runtime internals",
  native: "native and VM",
};

/** What the colours mean: whose code ran, and how much of the time; in a difference, what became more and less. */
export function FlameLegend({ graph }: { graph: Graph }) {
  return graph.isDifference ? <ChangeLegend graph={graph} /> : <KindLegend graph={graph} />;
}

function KindLegend({ graph }: { graph: Graph }) {
  const theme = useTheme();
  const shares = useMemo(() => kindShares(graph), [graph]);
  return (
    <ul className={styles.legend} aria-label="Whose code ran">
      {shares.map(({ name, kind, frame, share }) => (
        <li key={`${kind} ${name}`}>
          <span className={styles.swatch} style={{ background: frameColour(frame, theme) }} aria-hidden="true" />
          {name === "" ? NAMES[kind] : visibleText(name)} <span className={styles.share}>{shareText(share)}</span>
        </li>
      ))}
    </ul>
  );
}

const STEPS = [-1, -0.4, -0.1, 0, 0.1, 0.4, 1];

function ChangeLegend({ graph }: { graph: Graph }) {
  const theme = useTheme();
  const largest = useMemo(() => largestChange(graph), [graph]);
  return (
    <p className={styles.legend}>
      <span>less, to {shareText(-largest)}</span>
      <span className={styles.steps} aria-hidden="true">
        {STEPS.map((step) => (
          <span key={step} style={{ background: changeColour(step, 1, theme) }} />
        ))}
      </span>
      <span>more, to +{shareText(largest)} of everything; width is the mean of both shares</span>
    </p>
  );
}
