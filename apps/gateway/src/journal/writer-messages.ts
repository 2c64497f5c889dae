/** Commits forgotten in one go at most: a commit behind it waits for no longer than that takes. */
export const PRUNED_AT_ONCE = 1000

/** Main thread to writer. */
export type WriterRequest =
  | {
      readonly kind: 'commit'
      readonly first: number
      readonly last: number
      readonly at: number
      readonly body: string
    }
  | { readonly kind: 'prune'; readonly upTo: number; readonly before: number }
  | { readonly kind: 'stop' }

/** Writer to main thread. `failure` names what SQLite said. */
export type WriterReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'committed'; readonly last: number }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'pruned'; readonly commits: number; readonly failure?: string }
