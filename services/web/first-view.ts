import type { Plugin } from "vite";

const FIRST_VIEW = "/src/find/FindPage.tsx";

/** The view that most begin with is fetched beside the page's own script, not only after that has run. */
export function preloadFirstView(): Plugin {
  return {
    name: "preload-first-view",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle = {} }) => {
        const files = new Set<string>();
        const styles = new Set<string>();
        const add = (file: string) => {
          const chunk = bundle[file];
          if (chunk?.type !== "chunk" || files.has(file)) return;
          files.add(file);
          for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style);
          for (const imported of chunk.imports) add(imported);
        };
        for (const [file, chunk] of Object.entries(bundle))
          if (chunk.type === "chunk" && chunk.facadeModuleId?.endsWith(FIRST_VIEW)) add(file);
        const link = (rel: string) => (file: string) => ({
          tag: "link",
          attrs: { rel, crossorigin: true, href: `/${file}` },
          injectTo: "head" as const,
        });
        const isNew = (file: string) => !html.includes(file);
        return [...[...files].filter(isNew).map(link("modulepreload")), ...[...styles].filter(isNew).map(link("stylesheet"))];
      },
    },
  };
}
