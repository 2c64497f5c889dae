import type { Language } from '@tocsin/core'

/** What stands in a document, from top to bottom. Lines in a cell are parted by line feeds. */
export type Block =
  | { readonly kind: 'title' | 'heading' | 'note' | 'paragraph'; readonly text: string }
  /** Labels and what they say, two pairs a line. */
  | { readonly kind: 'pairs'; readonly rows: readonly (readonly string[])[] }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
      /** Of each column, in parts of all together. */
      readonly widths: readonly number[]
    }

/** A document to be written as .docx: plain data, so that another thread may write it. */
export interface Document {
  readonly language: Language
  readonly landscape: boolean
  /** At the foot of each page. */
  readonly footer: string
  readonly blocks: readonly Block[]
}
