import { useQuery } from "@tanstack/react-query";
import { api } from "../api/api.ts";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Notes } from "../parts/Notes.tsx";
import { ServiceName } from "../parts/ServiceName.tsx";
import { servicesRoute } from "../router.tsx";

/** Every service that sent something in the range of time. */
export function ServicesPage() {
  const { start, end } = servicesRoute.useSearch();
  const { data, error, refetch } = useQuery({
    queryKey: ["services", start, end],
    queryFn: ({ signal }) => api.services({ start, end }, signal),
  });
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading what="services" height={200} />;
  return (
    <>
      <h1>Services</h1>
      <Notes notes={data.notes} />
      <ul>
        {data.services.map(({ name }) => (
          <li key={name}>
            <ServiceName name={name} />
          </li>
        ))}
      </ul>
    </>
  );
}
