import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { FindBox } from "../find/FindBox.tsx";
import { Preferences } from "./Preferences.tsx";
import styles from "./shell.module.css";

/** What stands around every view: the box that finds, the ways to the views, how the reader wants to see them. */
export function Shell() {
  const { start, end } = useRouterState({ select: ({ location }) => location.search as { start?: string; end?: string } });
  // What range of time is looked at goes along.
  const range = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  return (
    <>
      <a href="#view" className={styles.skip}>
        Skip to the content
      </a>
      <header className={styles.head}>
        <Link to="/" className={styles.name} activeProps={{ "aria-current": "page" }} activeOptions={{ includeSearch: false }}>
          Throughline
        </Link>
        <FindBox />
        <nav className={styles.views} aria-label="Views">
          <Link to="/" search={range} activeOptions={{ exact: true, includeSearch: false }}>
            Find
          </Link>
          <Link to="/logs" search={range} activeOptions={{ includeSearch: false }}>
            Logs
          </Link>
          <Link to="/errors" search={range} activeOptions={{ includeSearch: false }}>
            Errors
          </Link>
          <Link to="/services" search={range} activeOptions={{ includeSearch: false }}>
            Services
          </Link>
          <Link to="/flamegraph" search={range} activeOptions={{ includeSearch: false }}>
            Flame graph
          </Link>
        </nav>
        <Preferences />
      </header>
      <View />
    </>
  );
}

/** The view itself. When another one is opened, a screen reader is taken to it. */
function View() {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const view = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current !== path) view.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);
  return (
    <main id="view" ref={view} tabIndex={-1} className={styles.view}>
      <Outlet />
    </main>
  );
}
