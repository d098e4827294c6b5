import { Link } from "@tanstack/react-router";
import { useTitle } from "./use-title.ts";

/** There is no such view. */
export function Missing() {
  useTitle("No such page");
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        <Link to="/">Find a trace, an action or an error</Link>
      </p>
    </>
  );
}
