import { Link } from "@tanstack/react-router";

/** There is no such view. */
export function Missing() {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        <Link to="/">Find a trace, an action or an error</Link>
      </p>
    </>
  );
}
