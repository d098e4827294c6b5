import { errorOf } from "./api.ts";

export const SESSION_PATH = "/api/v1/session";

/** Hands the token over; from then on the browser sends it along. @throws ApiError 401 if the server does not know it. */
export async function login(token: string): Promise<void> {
  const response = await fetch(SESSION_PATH, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw await errorOf(response);
}
