import type { Instant } from '@tocsin/core'
import { GRAVITY } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Capabilities, Channel, ChannelListener, OutgoingMessage } from './channel.ts'
import { DeliveryError } from './delivery-error.ts'
import { speech } from './message-text.ts'
import { Sending } from './sending.ts'

/** An operator: the user, and the name under which their taps are recorded. */
export interface Operator {
  readonly id: string
  readonly name: string
}

/** One person to be telephoned by an operator (人工电话). */
export interface TelephoneTask {
  readonly key: string
  readonly message: OutgoingMessage
  readonly queuedAt: Instant
  /** Who is dialling, so that two do not; null: nobody yet. */
  readonly takenBy: Operator | null
}

/** One tap: 已应答 · 无法到岗 · 无人接听 · 号码错误. The answer's text is what an SMS would say (`3 23`). */
export type TelephoneOutcome =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'cannot'; readonly note?: string }
  /** They were told; nothing was asked. */
  | { readonly kind: 'told' }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'wrong-number' }

export type TapResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: 'not-queued' }
  | { readonly ok: false; readonly refusal: 'taken'; readonly by: string }

export interface TelephoneOptions {
  readonly clock: Clock
  /** What was queued before a restart: the caller keeps it. */
  readonly queued?: readonly TelephoneTask[]
  /** Called after each change, with the whole queue, for the screens and to be stored. */
  readonly changed?: (queue: readonly TelephoneTask[]) => void
}

export interface TelephoneChannel extends Channel {
  /** Who is telephoned next, gravest first, then longest waiting. */
  queue(): readonly TelephoneTask[]
  /** An operator begins to dial. */
  take(key: string, operator: Operator): TapResult
  /** The outcome of a call. Anybody may enter it for a task that is theirs or nobody's. */
  outcome(key: string, operator: Operator, outcome: TelephoneOutcome): TapResult
  /** Nobody need call any more: answered elsewhere, or over. */
  withdraw(key: string): void
}

const CAPABILITIES: Capabilities = {
  knows: ['accepted', 'made', 'delivered', 'read', 'answered'],
  broadcast: false,
  // One operator dials, speaks and hears the answer in about half a minute.
  perMinute: 6000,
  concurrent: 1000,
  onceBy: 'counterpart',
}

/** What the operator reads out, and then asks. */
export function script(message: OutgoingMessage): string {
  const spoken = speech({ ...message, answer: null })
  if (message.language === 'en') {
    return `${spoken}${message.answer ? ' Are you on post? Has action started? How many households have moved?' : ''}`
  }
  return `${spoken}${message.answer ? '请问：是否已到岗？是否已开始行动？已转移多少户？' : ''}`
}

/** `tel:` link of a number, without spaces; only what a dialler takes. */
export function telephoneLink(number: string): string {
  return `tel:${number.replace(/[^\d+*#]/g, '')}`
}

const DIALLABLE = /^\+?[\d\s()/*#-]{3,24}$/

/** The channel where a person telephones. It accepts at once; what follows is told by taps. */
export function createTelephoneChannel({ clock, queued = [], changed }: TelephoneOptions): TelephoneChannel {
  let listener: ChannelListener | undefined
  const since = clock.now()
  const tasks = new Map<string, TelephoneTask>(queued.map((task) => [task.key, task]))
  const queue = () =>
    [...tasks.values()].sort(
      (a, b) => GRAVITY[b.message.level] - GRAVITY[a.message.level] || a.queuedAt - b.queuedAt,
    )
  const put = (key: string, task: TelephoneTask | undefined) => {
    if (task) tasks.set(key, task)
    else tasks.delete(key)
    changed?.(queue())
  }
  const sending = new Sending(CAPABILITIES, clock, async (message) => {
    if (!DIALLABLE.test(message.address)) {
      throw new DeliveryError('there is no number to dial: 3 to 24 digits expected', { permanent: true })
    }
    if (!tasks.has(message.key)) {
      put(message.key, { key: message.key, message, queuedAt: clock.now(), takenBy: null })
    }
    return { acceptedAt: tasks.get(message.key)?.queuedAt ?? clock.now(), providerId: null }
  })
  const theirs = (key: string, operator: Operator): TelephoneTask | Exclude<TapResult, { ok: true }> => {
    const task = tasks.get(key)
    if (!task) return { ok: false, refusal: 'not-queued' }
    if (task.takenBy !== null && task.takenBy.id !== operator.id) {
      return { ok: false, refusal: 'taken', by: task.takenBy.name }
    }
    return task
  }
  const report = (task: TelephoneTask, operator: Operator, outcome: TelephoneOutcome) => {
    const at = clock.now()
    const base = { key: task.key, providerId: null, at }
    if (outcome.kind === 'no-answer' || outcome.kind === 'wrong-number') {
      const permanent = outcome.kind === 'wrong-number'
      const detail = permanent ? 'wrong number, says the operator' : 'nobody answered the operator'
      listener?.receipt({ ...base, fact: { failed: { permanent, detail } } })
      return
    }
    // Somebody spoke with them: the telephone was picked up and the message read out.
    listener?.receipt({ ...base, fact: 'delivered' })
    listener?.receipt({ ...base, fact: 'read' })
    if (outcome.kind === 'told') return
    const text = outcome.kind === 'answered' ? outcome.text : `4 ${outcome.note ?? ''}`.trim()
    listener?.reply({
      ...base,
      id: `telephone/${task.key}`,
      from: task.message.address,
      text,
      recordedBy: operator.name,
    })
  }
  return {
    kind: 'telephone',
    capabilities: CAPABILITIES,
    async start(to) {
      listener = to
      sending.start()
    },
    async stop() {
      await sending.stop()
      listener = undefined
    },
    send: (message, signal) => sending.send(message, signal),
    queue,
    take(key, operator) {
      const task = theirs(key, operator)
      if ('ok' in task) return task
      // It rings from now on; reported first, so that a tap that could not be stored can be repeated.
      if (task.takenBy === null) listener?.receipt({ key, providerId: null, at: clock.now(), fact: 'made' })
      // A change may have withdrawn it, or the listener may have queued others: it is put back as it is by now.
      if (!tasks.has(key)) return { ok: false, refusal: 'not-queued' }
      put(key, { ...task, takenBy: operator })
      return { ok: true }
    },
    outcome(key, operator, outcome) {
      const task = theirs(key, operator)
      if ('ok' in task) return task
      // Reported first: if that fails the task stays in the queue, and the tap can be repeated.
      report(task, operator, outcome)
      put(key, undefined)
      return { ok: true }
    },
    withdraw(key) {
      if (tasks.has(key)) put(key, undefined)
    },
    health: () => ({
      status: 'unknown',
      since,
      detail: 'whether an operator is free is for the roster to say',
    }),
  }
}
