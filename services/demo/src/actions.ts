/** What customers do in the shop: mostly buy, and now and then run into each of the things that go wrong. */

export interface Action {
  name: string;
  method: "GET" | "POST";
  path: string;
  body?: Record<string, string>;
}

const CHECKOUT: Action = { name: "checkout", method: "POST", path: "/checkout" };

export const BUY = ["cart-1", "cart-2", "cart-3"].map((cartId): Action => ({ ...CHECKOUT, body: { cartId } }));
export const LOOK: Action = { name: "product page", method: "GET", path: "/products/desk-lamp" };
export const SLOW: Action = { name: "slow recommendations", method: "GET", path: "/recommendations?customer=collector" };
export const DECLINED: Action = { ...CHECKOUT, name: "declined card", body: { cartId: "cart-2", card: "tok_declined" } };
export const BROKEN: Action = { ...CHECKOUT, name: "broken coupon", body: { cartId: "cart-1", coupon: "SPRING-SALE" } };
export const HUNG: Action = { name: "hung call", method: "GET", path: "/products/limited-vinyl/stock" };

const EVERY: [number, Action][] = [
  [100, HUNG],
  [25, SLOW],
  [20, BROKEN],
  [10, DECLINED],
  [4, LOOK],
];

/** The n-th action of a load, from 0: the same sequence every time, each kind within the first ten. */
export function actionAt(n: number): Action {
  const early = [BUY[0], HUNG, SLOW, DECLINED, BROKEN, LOOK][n];
  const rare = EVERY.find(([every]) => n % every === every - 1)?.[1];
  return early ?? rare ?? (BUY[n % BUY.length] as Action);
}
