import { ServiceName } from "../parts/ServiceName.tsx";
import { brief } from "../text/brief.ts";
import type { PlacedLane } from "./geometry.ts";
import styles from "./lane-names.module.css";
import type { Lane } from "./lanes.ts";

/** The names of lanes, beside them where `width` gives them room, else above. */
export function LaneNames({ lanes, width }: { lanes: readonly PlacedLane[]; width: number }) {
  return lanes.map(({ lane, top }) => (
    <div
      key={lane.key}
      className={width > 0 ? styles.beside : styles.above}
      style={{ top, ...(width > 0 && { width }) }}
      title={brief(lane.label)}
      aria-hidden="true"
    >
      <LaneName lane={lane} />
    </div>
  ));
}

/** A service, or a trace's first span with the dot of its service. */
function LaneName({ lane: { key, label, bars } }: { lane: Lane }) {
  const [first] = bars;
  if (!first || label === key) return <ServiceName name={label} />;
  return (
    <>
      <ServiceName name={first.part.span.service} /> {brief(first.part.span.name)}
    </>
  );
}
