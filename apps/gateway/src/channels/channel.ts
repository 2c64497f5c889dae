import type { ChannelKind, DurationMs, Instant, Level } from '@tocsin/core'

/**
 * What can become known of a message, in this order. An answer comes as a `Reply`, the rest as a `Receipt`. Where people dial, `made` comes between:
 * what they had accepted into their queue rings from then on.
 */
export const FACTS = ['accepted', 'made', 'delivered', 'read', 'answered'] as const
export type Fact = (typeof FACTS)[number]

/** What a channel is able to do; a plan is made with it. */
export interface Capabilities {
  /** The facts its counterpart can report. All others stay unknown: a channel never guesses one from another. */
  readonly knows: readonly Fact[]
  /** It reaches whoever happens to be there: nobody counts as answered through it. */
  readonly broadcast: boolean
  /** Messages a minute it can keep up for long. */
  readonly perMinute: number
  /** Sends that may be under way at once. More wait inside the channel, the gravest first. */
  readonly concurrent: number
  /**
   * Who notices that a key was sent before: the `counterpart`, so that nothing rings twice even over a restart of the
   * gateway; or this `process` alone, and then a crash in the middle of a send may ring once more.
   */
  readonly onceBy: 'counterpart' | 'process'
}

/** One message to one address. Its wording is made by `wording` in `message-text.ts`, for every channel alike. */
export interface OutgoingMessage {
  /** Idempotency key: the call's. The same key is the same message. */
  readonly key: string
  /** Telephone number, mailbox, or the name of a robot, a loudspeaker, a desk. */
  readonly address: string
  /** What has happened and what to do, one or two sentences in `language`, without level, mark or codes. */
  readonly text: string
  readonly language: 'zh' | 'en'
  readonly level: Level
  /** The warning's or call-out's id: people quote it, and a duplicate is recognised by it. */
  readonly reference: string
  /** A drill (演练): the text opens with 【演练】, whatever the channel. */
  readonly exercise: boolean
  /** How the person answers; null when no answer is asked for. */
  readonly answer: {
    /** `A1`, put before the code while several call-outs to this person are open; null when one is. */
    readonly tag: string | null
    /** A page to answer on. Never the only way. */
    readonly link?: string | undefined
  } | null
  /** The text exactly as it must be, in place of everything above: a command to a loudspeaker. */
  readonly verbatim?: string | undefined
  /** Values of a provider's approved template, by their names there. */
  readonly variables?: Readonly<Record<string, string>> | undefined
}

/** What is known when a message has been handed over. */
export interface Sent {
  /** When the counterpart took it; null where it says nothing either way. */
  readonly acceptedAt: Instant | null
  /** The counterpart's own name for it, for receipts. */
  readonly providerId: string | null
  /** It had gone out before under this key; nothing was sent now. */
  readonly repeated: boolean
}

/** News of a message from the counterpart. Receipts may come in any order, late, and more than once. */
export interface Receipt {
  /** The message's key; null when the counterpart knows its own id only. */
  readonly key: string | null
  readonly providerId: string | null
  readonly at: Instant
  readonly fact:
    | 'accepted'
    | 'made'
    | 'delivered'
    | 'read'
    | { readonly failed: { readonly permanent: boolean; readonly detail: string } }
}

/** Something a person sent back. What it means is for `parseReply` and the call-out to say. */
export interface Reply {
  /** The counterpart's id of this reply: the same one twice is one reply. */
  readonly id: string
  /** The message it answers; null where the channel cannot tell (an SMS). */
  readonly key: string | null
  readonly providerId: string | null
  /** The sender's address as the channel gives it. A full number: never to be logged unmasked. */
  readonly from: string | null
  readonly text: string
  readonly at: Instant
  /** A key pressed before the message was over: it is kept, and is not an answer. */
  readonly early?: boolean
  /** The operator who took it down, when it was given by telephone. */
  readonly recordedBy?: string | undefined
}

/**
 * Where a channel reports to. A call returns once its news is stored: only then does the channel drop its own copy (a
 * modem deletes the message from the SIM). It may throw; the news then comes again where the channel can hold it.
 */
export interface ChannelListener {
  receipt(receipt: Receipt): void
  reply(reply: Reply): void
}

/** Whether the channel could send right now, as far as it knows. */
export interface ChannelHealth {
  readonly status: 'up' | 'down' | 'unknown'
  readonly since: Instant
  /** Why, in one sentence, without numbers or secrets. */
  readonly detail: string
  /** Where a slow channel says so: what it was given and has not sent yet, and how long that takes at its pace. */
  readonly waiting?: { readonly messages: number; readonly forMs: DurationMs }
}

/**
 * A way to reach people. Duties, checked by one contract suite over every adapter:
 *
 * - `send` resolves when the counterpart has the message, and rejects with a `DeliveryError` otherwise. It sends once per
 *   key: while a key is under way a second send waits for the first, and afterwards it answers `repeated`. After a
 *   temporary failure the same key may be sent again.
 * - An abort rejects soon, with a temporary error that says whether the message may have left.
 * - `stop` ends what is under way in the same manner and resolves when nothing is; `send` is refused before `start` and
 *   after `stop`.
 * - Only facts in `capabilities.knows` are ever reported.
 * - Numbers are masked and secrets left out in everything logged or thrown.
 */
export interface Channel {
  readonly kind: ChannelKind
  readonly capabilities: Capabilities
  start(listener: ChannelListener): Promise<void>
  stop(): Promise<void>
  send(message: OutgoingMessage, signal: AbortSignal): Promise<Sent>
  health(): ChannelHealth
}
