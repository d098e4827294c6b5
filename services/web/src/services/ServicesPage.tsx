import { lazy, Suspense } from "react";
import { Loading } from "../parts/Loading.tsx";
import { servicesRoute } from "../router.tsx";
import { useTitle } from "../shell/use-title.ts";
import { ServiceListView } from "./ServiceListView.tsx";

/** Laying out a map needs more JavaScript than the list. */
const MapView = lazy(async () => ({ default: (await import("./map/MapView.tsx")).MapView }));

/** Every service that sent something in the range of time, as a list or as a map of who calls whom. */
export function ServicesPage() {
  const { view } = servicesRoute.useSearch();
  useTitle(view === "map" ? "Service map" : "Services");
  if (view !== "map") return <ServiceListView />;
  return (
    <Suspense fallback={<Loading what="the map" height={600} />}>
      <MapView />
    </Suspense>
  );
}
