export { startShop, type Shop, type ShopOptions, type ShopService } from "./fleet.ts";
export { findNginx, nginxConfig } from "./nginx.ts";
export { SERVICE_NAMES, nodeArguments, peerVariable, type ServiceName } from "./shop.ts";
