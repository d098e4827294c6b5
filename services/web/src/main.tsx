import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.ts";
import { createPageRouter } from "./router.tsx";
import { applyTheme } from "./colour/theme.ts";
import { reloadWhenReplaced } from "./shell/reload-when-replaced.ts";
import "./page.css";

applyTheme();
reloadWhenReplaced();
const queryClient = createQueryClient(() => {
  // Several answers may say so: the place to come back to is the one before the login.
  const { pathname, href } = router.latestLocation;
  if (pathname !== "/login") void router.navigate({ to: "/login", search: { next: href }, replace: true });
});
const router = createPageRouter(queryClient);

createRoot(document.getElementById("page") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
