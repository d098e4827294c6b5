import { useState } from "react";

const SHOWN_MS = 1_500;

/** Copies a text, and says so on itself. */
export function CopyButton({ text, label = "Copy" }: { text: string | (() => string | Promise<string>); label?: string }) {
  const [said, setSaid] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
      setSaid("Copied");
    } catch {
      setSaid("Cannot copy here");
    }
    setTimeout(() => setSaid(undefined), SHOWN_MS);
  };
  return (
    <button type="button" onClick={() => void copy()} aria-live="polite">
      {said ?? label}
    </button>
  );
}
