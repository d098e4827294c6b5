import { useNavigate } from "@tanstack/react-router";
import { servicesRoute } from "../router.tsx";
import { NameFilter } from "./NameFilter.tsx";

/** Narrows what is listed to services by their names, as the URL has it. */
export function ServicesFilter() {
  const { name = "" } = servicesRoute.useSearch();
  const navigate = useNavigate({ from: "/services" });
  return (
    <NameFilter
      wanted={name}
      onName={(typed) => void navigate({ search: (given) => ({ ...given, name: typed }), replace: true, resetScroll: false })}
    />
  );
}
