/** What a span and a log record have: the process's resource, of which some attributes may come later. */
export interface Resourceful {
  readonly resource: { readonly asyncAttributesPending?: boolean; waitForAsyncAttributes?(): Promise<void> };
}

/** When all attributes of an item's resource are there; undefined if they are. */
export function resourceReady({ resource }: Resourceful): Promise<void> | undefined {
  return resource.asyncAttributesPending ? resource.waitForAsyncAttributes?.() : undefined;
}
