import { expect, test } from "@jest/globals";
import { routes } from "@throughline/api";
import { paths } from "./paths.ts";

test("every path that the page calls is the contract's of that name", () => {
  for (const [name, path] of Object.entries(paths))
    expect({ name, path }).toEqual({ name, path: routes[name as keyof typeof routes].path });
});
