import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useId, useState } from "react";
import { login } from "../api/session.ts";
import { Failure } from "../parts/Failure.tsx";
import { loginRoute } from "../router.tsx";
import styles from "./login.module.css";
import { useTitle } from "./use-title.ts";

/** Asks for a token where the server wants one, then shows what was asked for before. */
export function LoginPage() {
  const { next } = loginRoute.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const id = useId();
  useTitle("Log in");
  const [token, setToken] = useState("");
  const [error, setError] = useState<unknown>();
  const enter = async () => {
    try {
      await login(token);
      queries.clear();
      // Only a place of this page: the address came with the URL.
      router.history.replace(next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/");
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <form
      className={styles.login}
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <h1>This server wants a token</h1>
      <p>
        One of those in <code>THROUGHLINE_QUERY_TOKEN</code>. It is kept in a cookie that scripts cannot read.
      </p>
      <label htmlFor={id}>Token</label>
      <input
        id={id}
        type="password"
        autoComplete="current-password"
        required
        value={token}
        onChange={({ target }) => setToken(target.value)}
      />
      <button type="submit">Log in</button>
      {error !== undefined && <Failure error={error} />}
    </form>
  );
}
