import type { DatabaseSync } from 'node:sqlite'
import type { Part } from '@tocsin/contract'
import {
  audit,
  type CalloutId,
  type ChannelKind,
  DAY,
  HOUR,
  type Names,
  type Overdue,
  type PersonId,
  type Plan,
  type Rule,
  type Shift,
  type Warning,
  type World,
} from '@tocsin/core'
import type { Channel, ChannelListener } from '../channels/channel.ts'
import { type ConsoleNotice, createConsoleChannel } from '../channels/console.ts'
import type { SpeakerLine } from '../channels/loudspeaker/by-mqtt.ts'
import { simulatedChannels } from '../channels/simulated-lines.ts'
import { createTelephoneChannel } from '../channels/telephone.ts'
import type { Clock } from '../clock.ts'
import type { AnswerLinksService, CalloutsService } from '../http/callout-services.ts'
import type { ChannelsService, RepliesService } from '../http/channel-services.ts'
import { Callbacks } from '../lines/callbacks.ts'
import { Handed } from '../lines/handed.ts'
import { demonstrationLines, fixedLine, type Line, Lines, simulatedLine } from '../lines/lines.ts'
import { createChannelsService } from '../lines/service.ts'
import { SetupLines } from '../lines/setup-lines.ts'
import { SetupStore } from '../lines/setup-store.ts'
import { TestStore } from '../lines/test-store.ts'
import type { Log } from '../log.ts'
import { part } from '../part.ts'
import type { People } from '../people/people.ts'
import type { Vault } from '../people/vault.ts'
import { takingTurns } from '../registry/turns.ts'
import { createAnswerLinks } from './answer-links.ts'
import { createDesk, type Desk } from './desk.ts'
import { CalloutHost } from './host.ts'
import { Incoming, type WatcherTexts } from './incoming.ts'
import { PlanStore } from './plan-store.ts'
import { createRepliesService } from './replies-service.ts'
import { ReplyStore } from './reply-store.ts'
import { saidOf } from './said.ts'
import { Sender } from './sender.ts'
import { createCalloutsService } from './service.ts'
import { CalloutStore } from './store.ts'
import { queuedBefore, withdraw } from './telephone-queue.ts'

export interface CalloutOptions {
  readonly database: DatabaseSync
  readonly people: People
  readonly clock: Clock
  readonly log: Log
  /** Of the office. */
  readonly timeZone: string
  readonly rules: () => readonly Rule[]
  readonly names: () => Names
  /** Who may order people to move, and give the all-clear. */
  readonly authorised: () => readonly string[]
  /** Whom of the directory a user is, and the name of a user. */
  readonly personOf: (user: string) => PersonId | undefined
  readonly userName: (user: string) => string | undefined
  /** The screens of the console that are open. */
  readonly screens: Screens
  /** It is the demonstration: whatever would reach somebody outside is simulated, and none can be set up. */
  readonly isDemonstration?: boolean
  /** Besides the console itself, the telephone at which a person dials, and those that an administrator sets up: they are always there. */
  readonly channels: readonly Channel[]
  /** What else listens to the channels: it gets all their news first, and passes on what is not its own. */
  readonly listening?: (listener: ChannelListener) => ChannelListener
  /** Whether a text that is no answer is a report of a village watcher. */
  readonly watchers?: WatcherTexts
  readonly vault: Vault
  /** Where providers reach this gateway. */
  readonly publicUrl: string | undefined
  /** The way to loudspeakers at the gateway's own broker. */
  readonly speakers: () => SpeakerLine
}

/** Consoles that are open, as far as calls to whoever sits at them need them. */
export interface Screens {
  /** Users who have one open. */
  users(): readonly string[]
  /** Shows a call on every screen of those whom it concerns; answers how many there are. */
  show(notice: ConsoleNotice, callFor: Desk['callFor']): number
  /** What concerns the duty desk has changed. */
  stir(): void
}

/** The calling of people: it follows warnings, calls, and takes answers. */
export interface Calling {
  readonly service: CalloutsService
  readonly desk: Desk
  /** What is kept of call-outs. */
  readonly store: CalloutStore
  /** Facts that a kind of channel can know; undefined: it is not set up. */
  knows(kind: ChannelKind): readonly string[] | undefined
  readonly channels: ChannelsService
  readonly replies: RepliesService
  readonly answerLinks: AnswerLinksService
  /** Events of warnings were saved. */
  ruled(): void
  stepped(from: number, to: number): void
  /** What speaks against relying on it; undefined when nothing does. */
  fault(): Part | undefined
  /** Call-outs in which something was due and has not been done, though the next second has come. */
  overdue(): readonly Overdue[]
  /** Those warnings for which nobody was ever called, though there are plans. */
  uncalled(warnings: readonly Warning[]): readonly Warning[]
  /** Call-outs that go on. */
  busy(): number
  /** Calls handed to a channel since the start, and those it did not take. */
  readonly counts: { readonly handedOver: number; readonly failed: number }
  world(): World
  plans(): readonly Plan[]
  readonly lines: Lines
  start(): Promise<void>
  stop(): Promise<void>
}

/** Shifts that may matter to a call: those on now. */
const AROUND = DAY
/** What no report can be about any more is dropped so often. */
const FORGET_EVERY = HOUR

export function createCalling(options: CalloutOptions): Calling {
  const { database, people, clock, log, timeZone } = options
  const { directory, areas, rosterStore } = people
  const store = new CalloutStore(database)
  const planStore = new PlanStore(database)

  /** As a step of a call-out meets it. A simulated one reaches nobody: no channel of it is down, and trial operation has nothing to hold back. */
  function world(simulated = false): World {
    return {
      areas: areas.all(),
      people: directory.persons(),
      roster: onDuty(),
      down: simulated ? [] : lines.down(),
      zone: timeZone,
      trial: simulated ? null : trial(),
    }
  }

  function onDuty(): Shift[] {
    const now = clock.now()
    return rosterStore.shifts(now - AROUND, now + AROUND)
  }

  function trial(): World['trial'] {
    const set = store.trial()
    if (set === null) return null
    const desk =
      set.desk ?? areas.all().find(({ kind }) => kind === 'county')?.path ?? onDuty()[0]?.desk ?? ''
    return { desk }
  }

  const telephone = createTelephoneChannel({ clock, queued: queuedBefore(store, directory, log) })
  const console = createConsoleChannel({
    clock,
    show: (notice) => options.screens.show(notice, desk.callFor),
    open: () => options.screens.users().filter((user) => options.personOf(user) !== undefined).length,
  })
  const desk = createDesk({
    store,
    telephone,
    console,
    directory,
    clock,
    areas: () => areas.all(),
    shifts: onDuty,
    trial,
    personOf: options.personOf,
  })
  let told = store.changes
  const setups = new SetupStore(database, options.vault)
  const noted = {
    clock,
    lastSuccess: (id: string) => setups.lastSuccess(id),
    succeeded: (id: string, at: number) => setups.succeeded(id, at),
    named: (line: Line, providerId: string, message: string) => {
      handed.named(line.id, providerId, message, clock.now())
      incoming.named(line, providerId)
    },
  }
  const { isDemonstration = false } = options
  const real = [telephone, console, ...options.channels].map((channel) =>
    fixedLine(channel.kind === 'email' ? 'smtp-environment' : channel.kind, channel),
  )
  const lines = new Lines(isDemonstration ? demonstrationLines([telephone, console], clock) : real, noted)
  const simulated = new Lines(
    simulatedChannels(clock).map((channel) => simulatedLine(channel)),
    { clock, lastSuccess: () => null, succeeded: () => {} },
  )
  const host = new CalloutHost({
    store,
    clock,
    log,
    world,
    areas: () => areas.all(),
    plans: () => planStore.list(),
    rules: options.rules,
    authorised: options.authorised,
    said: (warning) => saidOf(warning, options.names()),
    onChange: () => {
      if (within > 0) changedWithin = true
      else changed()
    },
  })
  const handed = new Handed(database)
  const replies = new ReplyStore(database, options.vault)
  const tests = new TestStore(database)
  const watchers = options.watchers ?? { hear: () => undefined }
  const incoming = new Incoming({
    host,
    store,
    handed,
    replies,
    tests,
    directory,
    clock,
    log,
    watchers,
    together,
  })
  const sender = new Sender({ host, store, lines, simulated, handed, tag, directory, clock, log })
  const callbacks = new Callbacks({ database, lines, clock, log, together })
  const { publicUrl } = options
  const setupLines = new SetupLines({
    database,
    store: setups,
    lines,
    publicUrl,
    speakers: options.speakers,
    isDemonstration,
    clock,
    log,
  })
  let cancelForget: (() => void) | undefined

  function changed(): void {
    withdraw(telephone, store)
    sender.send()
    if (store.changes !== told) options.screens.stir()
    told = store.changes
  }

  let within = 0
  let changedWithin = false
  /** All of `work` in one transaction. What may be sent for it leaves once it is kept. */
  function together(work: () => void): void {
    within++
    try {
      store.together(work)
    } finally {
      within--
    }
    if (within > 0 || !changedWithin) return
    changedWithin = false
    changed()
  }

  /** What a person puts before a code, while more than one call-out to them is open. */
  function tag(person: PersonId, asked: readonly CalloutId[]): string | null {
    const open = incoming.openOf(person)
    if (new Set([...open, ...asked]).size < 2) return null
    return replies.tagOf(person, asked, (id) => open.includes(id), clock.now())
  }

  function forget(): void {
    handed.forget(clock.now())
    callbacks.forget()
    cancelForget = clock.after(FORGET_EVERY, forget)
  }

  function overdue(): Overdue[] {
    return audit(
      store.busy().map(({ callout }) => callout),
      clock.now(),
    )
  }

  return {
    desk,
    service: createCalloutsService({
      host,
      store,
      planStore,
      lines,
      telephone,
      directory,
      clock,
      world,
      areas: () => areas.all(),
      trial,
      desk,
      userName: options.userName,
    }),
    channels: createChannelsService({
      database,
      store: setups,
      setupLines,
      lines,
      tests,
      callbacks,
      directory,
      publicUrl,
      isDemonstration,
      clock,
      inTurn: takingTurns(),
    }),
    answerLinks: createAnswerLinks({
      database,
      store,
      incoming,
      directory,
      areas: () => areas.all(),
      clock,
      timeZone,
    }),
    replies: createRepliesService({ replies, incoming, store, directory, clock, together }),
    store,
    knows: (kind) => lines.knows(kind),
    ruled: () => host.ruled(),
    stepped: (from, to) => host.stepped(from, to),
    fault() {
      if (host.failure !== undefined) {
        const { since, detail } = host.failure
        return part('down', 'callout-stands', { sinceAt: since, detail })
      }
      const aside = store.oldestSetAside()
      if (aside !== undefined) {
        return part('down', 'callout-set-aside', { warning: aside.warning, detail: aside.detail })
      }
      const stuck = host.stuck.first() ?? sender.stuck.first()
      if (stuck !== undefined) {
        const { callout, since, detail } = stuck
        return part('down', 'callout-stuck', { callout, sinceAt: since, detail })
      }
      const late = overdue()
      if (late.length === 0) return undefined
      return part('down', 'callout-overdue', { callouts: late.map(({ callout }) => callout).join(', ') })
    },
    overdue,
    uncalled: (warnings) => (planStore.list().length === 0 ? [] : host.uncalled(warnings)),
    busy: () => store.busy().length,
    counts: sender.counts,
    world: () => world(),
    plans: () => planStore.list(),
    lines,
    async start() {
      await setupLines.open()
      await lines.start((line) => incoming.listenerOf(line, options.listening))
      await simulated.start((line) => incoming.listenerOf(line))
      forget()
      host.start()
    },
    async stop() {
      host.stop()
      cancelForget?.()
      sender.stop()
      incoming.stop()
      await lines.stop()
      await simulated.stop()
    },
  }
}
