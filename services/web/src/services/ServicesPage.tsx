import { lazy, Suspense } from "react";
import { Loading } from "../parts/Loading.tsx";
import { servicesRoute } from "../router.tsx";
import { useTitle } from "../shell/use-title.ts";
import { ServiceListView } from "./ServiceListView.tsx";
import { StallView } from "./StallView.tsx";

/** Laying out a map needs more JavaScript than the list. */
const MapView = lazy(async () => ({ default: (await import("./map/MapView.tsx")).MapView }));

const TITLES: Readonly<Record<string, string>> = { map: "Service map", open: "Open spans", blocked: "Blocked event loops" };

/** Every service that sent something in the range of time, as a list, as a map of who calls whom, or by what holds them up. */
export function ServicesPage() {
  const { view } = servicesRoute.useSearch();
  useTitle(TITLES[view ?? ""] ?? "Services");
  if (view === "open" || view === "blocked") return <StallView of={view} />;
  if (view !== "map") return <ServiceListView />;
  return (
    <Suspense fallback={<Loading what="the map" height={600} />}>
      <MapView />
    </Suspense>
  );
}
