/** What `top` and `record` look at: a process of this machine, or a service whose instances send samples. */
export type Subject = { readonly pid: number } | { readonly service: string };

/** A number is a process ID. */
export function subjectOf(text: string): Subject {
  return /^\d+$/.test(text) ? { pid: Number(text) } : { service: text };
}
