/** The shop's map: which services there are, and which of them each one calls. Fleet, compose file and tests follow it. */

export const SHOP = {
  gateway: ["catalog", "checkout", "inventory", "recommendations"],
  checkout: ["cart", "inventory", "payment", "pricing", "shipping"],
  cart: ["catalog"],
  catalog: [],
  inventory: [],
  notifications: ["catalog"],
  payment: [],
  pricing: [],
  recommendations: ["catalog"],
  shipping: [],
} as const satisfies Record<string, readonly string[]>;

export type ServiceName = keyof typeof SHOP;

export const SERVICE_NAMES = Object.keys(SHOP) as ServiceName[];

/** Node's arguments to run a service from the repository's root. Shipping brings stock OpenTelemetry, the others our SDK. */
export function nodeArguments(name: ServiceName): string[] {
  const telemetry = name === "shipping" ? "./services/demo/src/shipping-telemetry.ts" : "@throughline/sdk/register";
  return ["--import", telemetry, `services/demo/src/${name}.ts`];
}

/** The variable that tells a service where its peer `name` listens. */
export function peerVariable(name: ServiceName): string {
  return `SHOP_${name.toUpperCase()}_URL`;
}

/** Where the peer `name` listens, without a slash at the end. */
export function peer(name: ServiceName): string {
  const url = process.env[peerVariable(name)];
  if (!url) throw new Error(`Cannot find "${name}": ${peerVariable(name)} is not set`);
  return url.replace(/\/$/, "");
}
