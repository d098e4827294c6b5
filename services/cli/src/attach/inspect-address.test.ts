import { expect, test } from "@jest/globals";
import { inspectAddress } from "./inspect-address.ts";

test.each([
  [[], "127.0.0.1", 9229],
  [["--inspect"], "127.0.0.1", 9229],
  [["--inspect=9230"], "127.0.0.1", 9230],
  [["--inspect=0.0.0.0:9230"], "0.0.0.0", 9230],
  [["--inspect-brk=localhost"], "localhost", 9229],
  [["--inspect-wait=[::1]:9231"], "::1", 9231],
  [["--inspect-port=0"], "127.0.0.1", 0],
  [["--inspect-port", "9240", "app.js"], "127.0.0.1", 9240],
  [["--debug-port=9241", "--inspect"], "127.0.0.1", 9241],
  [["--inspect", "9230", "--inspector-like=1"], "127.0.0.1", 9229],
])("inspectAddress() of %j is %s:%d", (options, host, port) => {
  expect(inspectAddress(options)).toEqual({ host, port });
});
