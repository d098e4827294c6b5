/** By what functions are sorted: shares of the last interval, or seconds since the beginning. In the order of the columns. */
export const TOP_ORDERS = ["own", "total", "ownSeconds", "totalSeconds"] as const;
export type TopOrder = (typeof TOP_ORDERS)[number];
