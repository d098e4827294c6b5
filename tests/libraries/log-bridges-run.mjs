// An app in ESM that logs with the library of the first word in HOW.
import lines from "./log-bridges.cjs";

const { default: library } = await import(process.env.HOW.split(" ")[0]);
await lines[process.env.HOW](library);
