/** Kinds of spans that are what a service is asked for: what it asks others for, and steps of its own, are not. */
export const ASKED = "server,consumer";
