import { expect, test } from "@jest/globals";
import { LIBRARIES } from "./libraries.ts";

test.each(LIBRARIES.map((library) => [library.name, library] as const))(
  "%s: the table names the packages that are changed",
  (_, library) => {
    const changed = new Set(library.changes().map(({ name }) => name));
    expect([...changed].toSorted()).toEqual([...library.packages].toSorted());
  },
);
