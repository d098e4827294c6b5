import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { api } from "../../api/api.ts";
import { Failure } from "../../parts/Failure.tsx";
import { Loading } from "../../parts/Loading.tsx";
import { Notes } from "../../parts/Notes.tsx";
import { servicesRoute } from "../../router.tsx";
import { plainText } from "../../text/plain-text.ts";
import { DEFAULT_START, intervalOf } from "../../time/range.ts";
import { fresh } from "../fresh.ts";
import { ServicesHead } from "../ServicesHead.tsx";
import tableStyles from "../table.module.css";
import { EdgePanel } from "./EdgePanel.tsx";
import { EdgeTable } from "./EdgeTable.tsx";
import { layoutOf } from "./layout.ts";
import { edgeKey, nodeText, numbersText, troublesOf } from "./map-model.ts";
import styles from "./map.module.css";
import { MapDrawing } from "./MapDrawing.tsx";

/** Who calls whom: a map, the numbers of the edge that is chosen, and all edges as a table. */
export function MapView() {
  const { start, end, focus, edge: chosen } = servicesRoute.useSearch();
  const navigate = useNavigate({ from: "/services" });
  const range = { start, end };
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["services", "map", focus, start, end],
    queryFn: async ({ signal }) => {
      const parameters = { start: start ?? DEFAULT_START, end };
      const [map, stalls] = await Promise.all([api.serviceMap({ service: focus, ...parameters }, signal), api.stalls(parameters, signal)]);
      return { ...map, stalls: stalls.services };
    },
    ...fresh(range),
  });
  const nodes = useMemo(() => new Map(data?.nodes.map((node) => [node.id, node])), [data]);
  const onEdge = (key: string) =>
    void navigate({ search: (given) => ({ ...given, edge: key === chosen ? undefined : key }), resetScroll: false });
  const { from, to } = intervalOf(range, BigInt(dataUpdatedAt) * 1_000_000n);
  const seconds = Number(to - from) / 1e9;
  const troubles = useMemo(
    () => troublesOf(data?.nodes ?? [], data?.stalls ?? [], BigInt(dataUpdatedAt) * 1_000_000n),
    [data, dataUpdatedAt],
  );
  const layout = useMemo(
    () =>
      data &&
      layoutOf(data.nodes, data.edges, {
        node: (node) => nodeText(node, seconds, troubles.get(node.id)),
        edge: (edge) => numbersText(edge, seconds),
      }),
    [data, seconds, troubles],
  );
  return (
    <>
      <ServicesHead>
        <Focus
          focus={focus}
          names={data?.nodes.filter(({ kind }) => kind === "service").map(({ name }) => name) ?? []}
          onFocus={(name) => void navigate({ search: (given) => ({ ...given, focus: name, edge: undefined }) })}
        />
      </ServicesHead>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data || !layout ? (
        !error && <Loading what="the map" height={600} />
      ) : (
        <>
          <Notes notes={data.notes.filter(({ code }) => code !== "still_arriving" && code !== "no_match")} />
          {data.nodes.length === 0 ? (
            <p className={tableStyles.empty}>
              {focus === undefined ? "No service has sent spans in this range." : `“${plainText(focus)}” has no spans in this range.`}
            </p>
          ) : (
            <>
              <div className={styles.split}>
                <div>
                  <MapDrawing
                    key={JSON.stringify([focus, start, end])}
                    layout={layout}
                    seconds={seconds}
                    range={range}
                    troubles={troubles}
                    chosen={chosen}
                    onEdge={onEdge}
                  />
                  <p className={styles.legend}>
                    <span>Numbers: rate · 95th percentile · failed</span>
                    <span>Lines: wider with more calls, red for the part that failed, dashed for messages</span>
                    <span>Drag or arrow keys move, Ctrl + wheel or + − zoom</span>
                  </p>
                </div>
                <EdgePanel edge={data.edges.find((edge) => edgeKey(edge) === chosen)} nodes={nodes} seconds={seconds} range={range} />
              </div>
              <EdgeTable edges={data.edges} nodes={nodes} seconds={seconds} range={range} chosen={chosen} onEdge={onEdge} />
            </>
          )}
        </>
      )}
    </>
  );
}

function Focus({
  focus,
  names,
  onFocus,
}: {
  focus: string | undefined;
  names: readonly string[];
  onFocus: (name: string | undefined) => void;
}) {
  const shown = [...new Set([...(focus === undefined ? [] : [focus]), ...names])].toSorted();
  return (
    <label>
      Around{" "}
      <select value={focus ?? ""} onChange={({ target }) => onFocus(target.value || undefined)}>
        <option value="">all services</option>
        {shown.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
