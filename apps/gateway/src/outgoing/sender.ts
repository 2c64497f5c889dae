import type { Instant } from '@tocsin/core'

/** What is sent: bytes that stay the same however often it is tried. */
export interface Message {
  readonly kind: 'warning' | 'observations' | 'test'
  /** The same for every try of the same message. */
  readonly key: string
  readonly at: Instant
  /** What a topic may be made of. */
  readonly parts: Readonly<Record<string, string>>
  readonly body: string
}

/** A way to a system. Resolves once the other side says that it has the message. */
export interface Sender {
  /** Rejects with `Refused` when trying again will bring the same, with any other error when it may not. */
  send(message: Message, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** The other side does not want this message, and says so. */
export class Refused extends Error {}
