export { httpHooks, undiciHooks } from "./node-sdk/http-hooks.ts";
export { throughline } from "./node-sdk/throughline.ts";
