/** Unit tests stand beside the source; black-box tests are in `tests/`; those that take minutes in `tests/long/`. */
const long = process.env.THROUGHLINE_TESTS === "long";

export default {
  testEnvironment: "node",
  roots: long ? ["<rootDir>/tests/long"] : ["<rootDir>/packages", "<rootDir>/services", "<rootDir>/tests", "<rootDir>/bench/query"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", ...(long ? [] : ["<rootDir>/tests/long/"])],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "es6" } }],
  },
  testTimeout: long ? 600_000 : 120_000,
  maxWorkers: 2,
};
