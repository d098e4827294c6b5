/** On every answer: no browser runs it, shows it inside another page, takes it for another type, keeps it, or hands it to another site. */
export const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
} as const;

/** Where TLS is served beyond this machine: from then on browsers ask for nothing else under that name. */
export const ONLY_TLS = { "strict-transport-security": "max-age=31536000" } as const;

/** A drawing that brings its own script and style: they run, but with no origin, and reach nothing. */
export const DRAWING_POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; sandbox allow-scripts; frame-ancestors 'none'";

/** The page: its own scripts and styles, and nothing from anywhere else. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * speedscope's page: its own files alone, too. It fills a style element by script, which is allowed where the element is empty (the hash is that of
 * nothing), and reads the names of native functions by WebAssembly that is part of its script.
 */
export const SPEEDSCOPE_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
