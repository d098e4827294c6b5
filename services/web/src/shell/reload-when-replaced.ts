/** A page younger than this, in milliseconds, has the scripts of now: to load it again would not help. */
const YOUNG = 10_000;

/** Where Throughline was replaced while this page was open, the scripts of views not opened yet are gone: the page is loaded anew, at the same place. */
export function reloadWhenReplaced(): void {
  addEventListener("vite:preloadError", () => {
    if (performance.now() < YOUNG) return;
    // Where nobody answers, what is in sight is worth more than the browser's own error.
    fetch(location.href).then(
      ({ ok }) => ok && location.reload(),
      () => {},
    );
  });
}
