/** Commits forgotten in one go at most: a commit behind it waits for no longer than that takes. */
export const PRUNED_AT_ONCE = 1000

/** Main thread to writer. */
export type WriterRequest =
  | {
      readonly kind: 'commit'
      readonly first: number
      readonly last: number
      readonly at: number
      /** One line an entry, in UTF-8. Its buffer is given to the writer, and comes back with the reply. */
      readonly body: Uint8Array<ArrayBuffer>
    }
  | { readonly kind: 'prune'; readonly upTo: number; readonly before: number }
  | { readonly kind: 'stop' }

/** Writer to main thread. `failure` names what SQLite said. */
export type WriterReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'committed'; readonly last: number; readonly room: ArrayBuffer }
  | { readonly kind: 'failed'; readonly failure: string; readonly room: ArrayBuffer }
  | { readonly kind: 'pruned'; readonly commits: number; readonly failure?: string }
